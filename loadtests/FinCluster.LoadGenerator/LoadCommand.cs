using System.CommandLine;
using FinCluster.Contracts.V1;
using FinCluster.Grpc.Client;
using FinCluster.LoadGenerator.Loops;
using FinCluster.LoadGenerator.Reports;

namespace FinCluster.LoadGenerator;

/// <summary>The command line of the load generator: measures, and writes the result as JSON.</summary>
internal static class LoadCommand
{
    public static RootCommand Create()
    {
        var arguments = new LoadArguments();
        Option<string?> output = new("--output") { Description = "File for the JSON result; default standard output" };
        var root = new RootCommand("Loads a FinCluster server, or another one with an OpenAI API, and measures its answers.");
        arguments.AddTo(root);
        root.Options.Add(output);
        root.SetAction(async (parsed, cancellationToken) =>
        {
            LoadReport report = await RunAsync(arguments.Read(parsed), parsed.GetValue(arguments.Repeats), cancellationToken);
            if (parsed.GetValue(output) is { } file)
            {
                await File.WriteAllTextAsync(file, report.ToJson() + "\n", cancellationToken);
            }
            else
            {
                await parsed.InvocationConfiguration.Output.WriteLineAsync(report.ToJson());
            }

            return report.Runs.Any(run => run.Errors > 0) ? 1 : 0;
        });
        return root;
    }

    private static async Task<LoadReport> RunAsync(LoadOptions options, int repeats, CancellationToken cancellationToken)
    {
        TimeProvider time = TimeProvider.System;
        DateTimeOffset date = time.GetUtcNow();
        IReadOnlyList<TenantLoad> tenants = TenantLoad.Of(options, time);
        try
        {
            using GrpcChannel? counters = options.Status is { } address ? new GrpcChannel(Http(address), time) : null;
            await Task.WhenAll(tenants.Select(tenant => tenant.RunAsync(options.WarmUpRequests, CancellationToken.None, cancellationToken)));
            var runs = new List<RunReport>(repeats);
            for (int i = 0; i < repeats; i++)
            {
                runs.Add(await MeasureAsync(tenants, options, counters, time, cancellationToken));
            }

            return LoadReport.Of(options, runs, date);
        }
        finally
        {
            foreach (TenantLoad tenant in tenants)
            {
                tenant.Dispose();
            }
        }
    }

    private static async Task<RunReport> MeasureAsync(
        IReadOnlyList<TenantLoad> tenants, LoadOptions options, GrpcChannel? counters, TimeProvider time, CancellationToken cancellationToken)
    {
        Statistics? before = counters is null ? null : await EngineReport.ReadSettledAsync(counters, time, cancellationToken);
        TimeSpan[] used = [.. options.Processes.Select(process => process.ReadProcessorTime())];
        using var runTime = new CancellationTokenSource(options.Duration ?? Timeout.InfiniteTimeSpan, time);
        long started = time.GetTimestamp();
        TenantSamples[] samples = await Task.WhenAll(tenants.Select(tenant => tenant.RunAsync(options.Requests, runTime.Token, cancellationToken)));
        TimeSpan elapsed = time.GetElapsedTime(started);
        TimeSpan[] usedAfter = [.. options.Processes.Select(process => process.ReadProcessorTime())];
        EngineReport? engine = counters is null || before is null
            ? null
            : EngineReport.Between(before, await EngineReport.ReadSettledAsync(counters, time, cancellationToken), elapsed);
        RunReport report = RunReport.Of(options, samples, elapsed, engine);
        return report with
        {
            Processes = [.. options.Processes.Select((process, index) =>
                ProcessReport.Of(process.Name, usedAfter[index] - used[index], report.OutputTokens, elapsed))],
        };
    }

    private static Uri Http(Uri address) => new UriBuilder(address) { Scheme = "http" }.Uri;
}
