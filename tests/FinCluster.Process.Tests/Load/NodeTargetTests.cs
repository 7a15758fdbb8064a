using System.Globalization;
using System.Text.Json;
using FinCluster.Core.Hosting;
using FinCluster.Testing.Processes;

namespace FinCluster.Process.Tests.Load;

/// <summary>The load generator asks a node without a gateway.</summary>
public sealed class NodeTargetTests
{
    [Fact]
    public async Task Run_Node_AnswersAsItDoesBehindAGatewayAndItsProcessorTimeIsReported()
    {
        await using ChildProcess node = ChildProcess.Start(
            FinClusterProgram.Path,
            ["node", "--grpc", "127.0.0.1:0", "--engine", "simulated", "--simulate", "slow=0", "--context", "8192"],
            ServeProcess.ProgramEnvironment);
        ReadyLine ready = await node.WaitUntilReadyAsync();
        string id = node.Id.ToString(CultureInfo.InvariantCulture);

        await using ChildProcess load = await ChildProcess.RunAsync(
            FinClusterProgram.LoadGenerator,
            ["--target", $"node://{ready.Grpc}", "--trace", "sessions", "--sessions", "2", "--turns", "3", "--requests", "6", "--warm-up", "0",
             "--output-tokens", "1000", "--cpu-of", $"node={id}"]);

        Assert.True(load.ExitCode == 0, load.LastLines);
        JsonElement run = JsonDocument.Parse(string.Concat(load.Output)).RootElement.GetProperty("runs")[0];
        Assert.Equal((6, 6 * 1000), (run.GetProperty("requests").GetInt32(), run.GetProperty("output_tokens").GetInt32()));
        Assert.InRange(run.GetProperty("reuse").GetProperty("of_ceiling").GetDouble(), 0.95, 1);
        JsonElement process = Assert.Single(run.GetProperty("processes").EnumerateArray());
        Assert.Equal("node", process.GetProperty("name").GetString());
        Assert.InRange(process.GetProperty("cpu_microseconds_per_token").GetDouble(), 0.1, 100_000);
    }

    [Theory]
    [InlineData("--stored-sessions must be", "--stored-sessions")]
    [InlineData("--cpu-of must be", "--cpu-of", "node")]
    [InlineData("--cpu-of must be", "--cpu-of", "node=0")]
    public async Task Run_BadOption_IsNamed(string message, params string[] more)
    {
        await using ChildProcess load = await ChildProcess.RunAsync(
            FinClusterProgram.LoadGenerator, ["--target", "node://127.0.0.1:1", .. more]);

        Assert.Equal(1, load.ExitCode);
        Assert.Contains(message, load.LastLines, StringComparison.Ordinal);
    }
}
