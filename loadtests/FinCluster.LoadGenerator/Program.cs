using System.CommandLine;
using FinCluster.Contracts.V1;
using FinCluster.Grpc.Client;
using FinCluster.LoadGenerator;
using FinCluster.LoadGenerator.Clients;
using FinCluster.LoadGenerator.Loops;
using FinCluster.LoadGenerator.Reports;

Option<Uri> target = new("--target") { Description = "grpc://host:port or http://host:port", Required = true };
Option<Uri?> status = new("--status") { Description = "grpc://host:port whose engine counters are read before and after" };
Option<int> concurrency = new("--concurrency") { Description = "Streams of a closed loop; 0 for an open loop", DefaultValueFactory = _ => 1 };
Option<double> rate = new("--rate") { Description = "Requests per second of an open loop", DefaultValueFactory = _ => 10 };
Option<int> requests = new("--requests") { Description = "Requests that are measured", DefaultValueFactory = _ => 100 };
Option<int> warmUp = new("--warm-up") { Description = "Requests before those", DefaultValueFactory = _ => 16 };
Option<int> promptCharacters = new("--prompt-characters") { Description = "Shortest prompt", DefaultValueFactory = _ => 120 };
Option<int> outputTokens = new("--output-tokens") { Description = "Tokens of each answer", DefaultValueFactory = _ => 64 };
Option<int> seed = new("--seed") { Description = "Seed of prompts and arrivals", DefaultValueFactory = _ => 1 };
Option<double> firstTokenLimit = new("--slo-ttft-ms") { Description = "Time to first token of a good answer", DefaultValueFactory = _ => 500 };
Option<double> tokenLimit = new("--slo-itl-ms") { Description = "Mean inter-token time of a good answer", DefaultValueFactory = _ => 50 };
Option<string?> output = new("--output") { Description = "File for the JSON result; default standard output" };

var root = new RootCommand("Loads a FinCluster server, or another one with an OpenAI API, and measures its answers.")
{
    target, status, concurrency, rate, requests, warmUp, promptCharacters, outputTokens, seed, firstTokenLimit, tokenLimit, output,
};
root.SetAction(async (parsed, cancellationToken) =>
{
    var options = new LoadOptions
    {
        Target = parsed.GetValue(target)!,
        Status = parsed.GetValue(status),
        Concurrency = parsed.GetValue(concurrency),
        RatePerSecond = parsed.GetValue(rate),
        Requests = parsed.GetValue(requests),
        WarmUpRequests = parsed.GetValue(warmUp),
        PromptCharacters = parsed.GetValue(promptCharacters),
        OutputTokens = parsed.GetValue(outputTokens),
        Seed = parsed.GetValue(seed),
        TimeToFirstTokenLimit = TimeSpan.FromMilliseconds(parsed.GetValue(firstTokenLimit)),
        TokenTimeLimit = TimeSpan.FromMilliseconds(parsed.GetValue(tokenLimit)),
    };
    LoadReport report = await RunAsync(options, cancellationToken);
    if (parsed.GetValue(output) is { } file)
    {
        await File.WriteAllTextAsync(file, report.ToJson() + "\n", cancellationToken);
    }
    else
    {
        await parsed.InvocationConfiguration.Output.WriteLineAsync(report.ToJson());
    }

    return report.Errors == 0 ? 0 : 1;
});
return await root.Parse(args).InvokeAsync();

static async Task<LoadReport> RunAsync(LoadOptions options, CancellationToken cancellationToken)
{
    TimeProvider time = TimeProvider.System;
    using IAnswerClient client = options.Target.Scheme == "grpc"
        ? new GrpcAnswerClient(Http(options.Target))
        : new HttpAnswerClient(options.Target);
    using GrpcChannel? counters = options.Status is { } address ? new GrpcChannel(Http(address), time) : null;
    var runner = new LoadRunner(client, options, time);
    await runner.RunAsync(0, options.WarmUpRequests, cancellationToken);
    Statistics? before = counters is null ? null : await EngineReport.ReadAsync(counters, cancellationToken);
    long started = time.GetTimestamp();
    IReadOnlyList<AnswerSample> samples = await runner.RunAsync(options.WarmUpRequests, options.Requests, cancellationToken);
    TimeSpan elapsed = time.GetElapsedTime(started);
    EngineReport? engine = counters is null || before is null
        ? null
        : EngineReport.Between(before, await EngineReport.ReadAsync(counters, cancellationToken), elapsed);
    return LoadReport.Of(options, samples, elapsed, engine, time.GetUtcNow());
}

static Uri Http(Uri address) => new UriBuilder(address) { Scheme = "http" }.Uri;
