using FinCluster.LoadGenerator;

return await LoadCommand.Create().Parse(args).InvokeAsync();
