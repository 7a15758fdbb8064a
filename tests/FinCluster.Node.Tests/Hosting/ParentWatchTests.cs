using System.Globalization;
using FinCluster.Node.Hosting;
using FinCluster.Testing;
using FinCluster.Testing.Processes;

namespace FinCluster.Node.Tests.Hosting;

public sealed class ParentWatchTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task WaitForExitAsync_ProcessIsKilled_CompletesAtTheNextLook()
    {
        await using ChildProcess parent = ChildProcess.Start("sleep", ["1000"]);
        Task gone = ParentWatch.WaitForExitAsync(parent.Id, _time, TestTimeouts.Token);
        _time.Advance(4 * Interval);
        Assert.False(gone.IsCompleted);

        await parent.SignalAsync("KILL");
        await parent.WaitForExitAsync();
        _time.Advance(Interval);

        await gone.WaitAsync(TestTimeouts.Token);
    }

    [Fact]
    public async Task WaitForExitAsync_ProcessHasEndedAndIsNotCollected_IsGone()
    {
        // The shell becomes a `sleep` that never asks after its child, so the child stays as a zombie when it has ended.
        await using ChildProcess shell = ChildProcess.Start("sh", ["-c", "sleep 1000 & echo $!; exec sleep 1000"]);
        int child = int.Parse(await shell.WaitForLineAsync(line => line.Length > 0), CultureInfo.InvariantCulture);
        Task gone = ParentWatch.WaitForExitAsync(child, _time, TestTimeouts.Token);

        await Signals.SendAsync(child, "KILL");
        await Signals.WaitForExitAsync(child);
        _time.Advance(Interval);

        Assert.True(Directory.Exists($"/proc/{child}"), "the child was collected, so this test shows nothing");
        await gone.WaitAsync(TestTimeouts.Token);
        await ParentWatch.WaitForExitAsync(child, _time, TestTimeouts.Token).WaitAsync(TestTimeouts.Token);
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(-1)]
    public async Task WaitForExitAsync_NoSuchProcess_CompletesAtOnce(int processId) =>
        await ParentWatch.WaitForExitAsync(processId, _time, TestTimeouts.Token).WaitAsync(TestTimeouts.Token);

    [Fact]
    public async Task WaitForExitAsync_Cancelled_Ends()
    {
        using var stopping = new CancellationTokenSource();
        Task gone = ParentWatch.WaitForExitAsync(Environment.ProcessId, _time, stopping.Token);

        await stopping.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
    }
}
