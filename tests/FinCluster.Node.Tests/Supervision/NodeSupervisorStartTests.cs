using System.Collections.Concurrent;
using System.Globalization;
using FinCluster.Cluster.Local;
using FinCluster.Node.Supervision;
using FinCluster.Testing;
using FinCluster.Testing.Processes;
using Microsoft.Extensions.Logging.Abstractions;

namespace FinCluster.Node.Tests.Supervision;

public sealed class NodeSupervisorStartTests
{
    private readonly LocalFleet _fleet = new();

    [Theory]
    [InlineData("echo loading; echo 'no such model' >&2; exit 3", "exit code 3")]
    [InlineData("echo loading; echo 'no such model' >&2; kill -9 $$", "killed by signal 9")]
    public async Task StartAsync_ProgramEndsAtOnce_FailsWithItsLastWords(string script, string how)
    {
        NodeStartException error = await FailAsync(SupervisedScript.Options(script));

        Assert.Contains($"({how})", error.Message, StringComparison.Ordinal);
        Assert.Contains("loading", error.Message, StringComparison.Ordinal);
        Assert.Contains("no such model", error.Message, StringComparison.Ordinal);
        Assert.Empty(_fleet.Current.Nodes);
    }

    [Fact]
    public async Task StartAsync_ProgramSaysALot_KeepsTheEndOfIt()
    {
        NodeStartException error = await FailAsync(SupervisedScript.Options("i=0; while [ $i -lt 100 ]; do echo line-$i-; i=$((i+1)); done; exit 1"));

        Assert.Contains("line-99-", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("line-79-", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartAsync_ProgramIsNeverReady_IsGivenUpAndKilled()
    {
        var lines = new ConcurrentQueue<string>();
        NodeProcessOptions options = SupervisedScript.Options("echo $$; exec sleep 1000", lines.Enqueue);

        NodeStartException error = await FailAsync(options with { StartTimeout = TimeSpan.FromMilliseconds(500) });

        Assert.Contains("not ready", error.Message, StringComparison.Ordinal);
        await Signals.WaitForExitAsync(int.Parse(Assert.Single(lines), CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("/nowhere/fincluster")]
    [InlineData("/etc/hostname")]
    public async Task StartAsync_NoProgram_NamesIt(string file)
    {
        NodeStartException error = await FailAsync(SupervisedScript.Options("") with { FileName = file });

        Assert.StartsWith(file + " does not start", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"role":"node","pid":1,"http":null,"grpc":"127.0.0.1:1"}""")]
    [InlineData("""{"role":"node","pid":1,"http":null,"grpc":null}""")]
    [InlineData("""{"role":"node","pid":1,"http":null,"grpc":"no address"}""")]
    public async Task StartAsync_ReadyWithoutServing_IsAFailedStartAndKilled(string ready)
    {
        var lines = new ConcurrentQueue<string>();

        await FailAsync(SupervisedScript.Options($"echo $$; echo 'READY {ready}'; exec sleep 1000", lines.Enqueue));

        await Signals.WaitForExitAsync(int.Parse(Assert.Single(lines), CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task StartAsync_Cancelled_KillsTheProgram()
    {
        var started = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var supervisor = NewSupervisor(SupervisedScript.Options("echo $$; exec sleep 1000", line => started.TrySetResult(line)));
        using var giveUp = new CancellationTokenSource();
        Task starting = supervisor.StartAsync(giveUp.Token);
        string processId = await started.Task.WaitAsync(TestTimeouts.Token);

        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => starting);
        await Signals.WaitForExitAsync(int.Parse(processId, CultureInfo.InvariantCulture));
    }

    private async Task<NodeStartException> FailAsync(NodeProcessOptions options)
    {
        using var supervisor = NewSupervisor(options);
        NodeStartException error = await Assert.ThrowsAsync<NodeStartException>(() => supervisor.StartAsync(TestTimeouts.Token));
        await supervisor.StopAsync(TestTimeouts.Token);
        return error;
    }

    private NodeSupervisor NewSupervisor(NodeProcessOptions options) =>
        new(options, _fleet, TimeProvider.System, NullLogger<NodeSupervisor>.Instance);
}
