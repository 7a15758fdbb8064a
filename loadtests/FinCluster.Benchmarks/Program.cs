using FinCluster.Benchmarks;

return await BenchCommand.Create().Parse(args).InvokeAsync();
