using System.CommandLine;
using FinCluster.Benchmarks.Guard;
using FinCluster.Benchmarks.Measuring;
using FinCluster.Benchmarks.Routing;

namespace FinCluster.Benchmarks;

/// <summary>The command line of the micro-benchmarks: measures, and writes the result as JSON.</summary>
internal static class BenchCommand
{
    public static RootCommand Create()
    {
        Option<string> filter = new("--filter") { Description = "Part of the names to run; default all", DefaultValueFactory = _ => "" };
        Option<int> repeats = new("--repeats") { Description = "Measurements of each, of which the median is reported, 1 to 1000", DefaultValueFactory = _ => 15 };
        Option<int> milliseconds = new("--milliseconds") { Description = "Length of one measurement, 1 to 10000", DefaultValueFactory = _ => 100 };
        Option<string?> output = new("--output") { Description = "File for the JSON result; default standard output" };
        AddRange(repeats, 1, 1_000);
        AddRange(milliseconds, 1, 10_000);
        var root = new RootCommand("Measures single operations of FinCluster on one thread.") { filter, repeats, milliseconds, output };
        root.SetAction(async (parsed, cancellationToken) =>
        {
            var harness = new Harness(parsed.GetValue(repeats), TimeSpan.FromMilliseconds(parsed.GetValue(milliseconds)), TimeProvider.System);
            BenchmarkResult[] results = [.. All()
                .Where(benchmark => benchmark.Name.Contains(parsed.GetValue(filter)!, StringComparison.Ordinal))
                .Select(benchmark => harness.Run(benchmark, cancellationToken))];
            string json = BenchmarkReport.Of(results, TimeProvider.System.GetUtcNow()).ToJson();
            if (parsed.GetValue(output) is { } file)
            {
                await File.WriteAllTextAsync(file, json + "\n", cancellationToken);
            }
            else
            {
                await parsed.InvocationConfiguration.Output.WriteLineAsync(json);
            }

            return results.Length > 0 ? 0 : 1;
        });
        return root;
    }

    private static IEnumerable<Benchmark> All() => [.. PrefixChainBenchmarks.All(), .. PrefixIndexBenchmarks.All(), .. RouteBenchmarks.All(), .. GuardBenchmarks.All()];

    private static void AddRange(Option<int> option, int least, int most) => option.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<int>() is var number && (number < least || number > most))
        {
            result.AddError($"{option.Name} must be between {least} and {most}, it is {number}");
        }
    });
}
