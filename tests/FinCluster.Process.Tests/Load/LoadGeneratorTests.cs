using System.Text.Json;
using FinCluster.Testing.Processes;

namespace FinCluster.Process.Tests.Load;

/// <summary>The short form of the load test: a few requests, whose counts are known, over each protocol.</summary>
public sealed class LoadGeneratorTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const int Requests = 6;
    private const int OutputTokens = 5;

    [Fact]
    public async Task Run_ClosedLoopOverGrpc_CountsWhatTheServerCounts()
    {
        JsonElement report = await MeasureAsync(
            0, "--target", $"grpc://{shared.Server.Ready.Grpc}", "--status", $"grpc://{shared.Server.Ready.Grpc}", "--concurrency", "3",
            "--repeats", "2");

        JsonElement[] runs = [.. report.GetProperty("runs").EnumerateArray()];
        Assert.Equal(2, runs.Length);
        Assert.All(runs, AssertCountsAreRight);
        JsonElement[] engines = [.. runs.Select(run => run.GetProperty("engine"))];
        Assert.All(engines, engine => Assert.Equal(Requests * OutputTokens, engine.GetProperty("generated_tokens").GetInt32()));
        Assert.All(engines, engine => Assert.InRange(engine.GetProperty("decode_share_of_wall_time").GetDouble(), 0.01, 1));
        double[] speeds = [.. runs.Select(run => run.GetProperty("output_tokens_per_second").GetDouble()).Order()];
        JsonElement speed = report.GetProperty("summary").GetProperty("output_tokens_per_second");
        Assert.Equal((speeds[0], speeds[1]), (speed.GetProperty("least").GetDouble(), speed.GetProperty("greatest").GetDouble()));
        Assert.InRange(speed.GetProperty("median").GetDouble(), speeds[0], speeds[1]);
    }

    [Fact]
    public async Task Run_OpenLoopOverHttp_MeasuresEachAnswer()
    {
        JsonElement report = await MeasureAsync(0, "--target", $"http://{shared.Server.Ready.Http}", "--concurrency", "0", "--rate", "50");

        JsonElement run = Assert.Single(report.GetProperty("runs").EnumerateArray());
        Assert.Equal((Requests, 0), (run.GetProperty("requests").GetInt32(), run.GetProperty("errors").GetInt32()));
        JsonElement firstToken = run.GetProperty("time_to_first_token_ms");
        Assert.InRange(firstToken.GetProperty("p50").GetDouble(), 0.01, firstToken.GetProperty("max").GetDouble());
        Assert.Equal(JsonValueKind.Null, run.GetProperty("engine").ValueKind);
    }

    [Fact]
    public async Task Run_ServerRefuses_CountsErrorsAndFails()
    {
        JsonElement report = await MeasureAsync(1, "--target", $"grpc://{shared.Server.Ready.Grpc}", "--model", "no-such-model");

        JsonElement run = Assert.Single(report.GetProperty("runs").EnumerateArray());
        Assert.Equal((Requests, 0), (run.GetProperty("errors").GetInt32(), run.GetProperty("output_tokens").GetInt32()));
        Assert.Contains("no-such-model", run.GetProperty("error_messages")[0].GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--target", "ftp://127.0.0.1:1")]
    [InlineData("--target", "127.0.0.1:1")]
    [InlineData("--repeats", "0")]
    [InlineData("--rate", "NaN")]
    [InlineData("--output-tokens", "-1")]
    public async Task Run_BadOption_IsNamed(string option, string value)
    {
        string[] target = option == "--target" ? [] : ["--target", "grpc://127.0.0.1:1"];

        await using ChildProcess load = await ChildProcess.RunAsync(FinClusterProgram.LoadGenerator, [.. target, option, value]);

        Assert.Equal(1, load.ExitCode);
        Assert.Contains($"{option} must be", load.LastLines, StringComparison.Ordinal);
    }

    private static void AssertCountsAreRight(JsonElement run)
    {
        Assert.Equal(Requests, run.GetProperty("requests").GetInt32());
        Assert.Equal(0, run.GetProperty("errors").GetInt32());
        Assert.Equal(Requests * OutputTokens, run.GetProperty("output_tokens").GetInt32());
        Assert.InRange(run.GetProperty("inter_token_ms").GetProperty("p50").GetDouble(), 0.001, 60_000);
    }

    private static async Task<JsonElement> MeasureAsync(int exitCode, params string[] arguments)
    {
        await using ChildProcess load = await ChildProcess.RunAsync(
            FinClusterProgram.LoadGenerator,
            [.. arguments, "--requests", $"{Requests}", "--warm-up", "1", "--output-tokens", $"{OutputTokens}"]);

        Assert.True(load.ExitCode == exitCode, load.LastLines);
        return JsonDocument.Parse(string.Concat(load.Output)).RootElement;
    }
}
