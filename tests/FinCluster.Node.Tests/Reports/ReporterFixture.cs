using FinCluster.Contracts.Node.V1;
using FinCluster.Node.Hosting;
using FinCluster.Node.Reports;
using FinCluster.Node.Service;
using FinCluster.Testing;
using FinCluster.Testing.Engine;
using Microsoft.Extensions.Hosting;

namespace FinCluster.Node.Tests.Reports;

/// <summary>A reporter over a scripted engine, on a clock that stands still.</summary>
internal sealed class ReporterFixture : IHostApplicationLifetime, IAsyncDisposable
{
    public static readonly NodeOptions Options = new() { Grpc = new Core.Hosting.ListenAddress(System.Net.IPAddress.Loopback, 0) };

    private readonly CancellationTokenSource _stopping = new();

    private ReporterFixture()
    {
        Reporter = new NodeReporter(new ReplicaSet([Engine]), this, Options, Time);
    }

    public ManualTimeProvider Time { get; } = new();

    public FakeInferenceEngine Engine { get; } = new(parallelSequences: 2);

    public NodeReporter Reporter { get; }

    public CancellationToken ApplicationStarted => CancellationToken.None;

    public CancellationToken ApplicationStopping => _stopping.Token;

    public CancellationToken ApplicationStopped => CancellationToken.None;

    public static async Task<ReporterFixture> StartAsync()
    {
        var fixture = new ReporterFixture();
        fixture.SetWork(running: 0, queued: 0);
        await fixture.Reporter.StartAsync(TestTimeouts.Token);
        return fixture;
    }

    public void StopApplication() => _stopping.Cancel();

    /// <summary>Changes the engine's load.</summary>
    public void SetWork(int running, int queued)
    {
        Engine.Statistics = Engine.Statistics with { RunningRequests = running, QueuedRequests = queued };
        Reporter.OnWorkChanged();
    }

    /// <summary>Begins to watch and reads the first report.</summary>
    public async Task<(IAsyncEnumerator<NodeReport> Reports, NodeReport First)> WatchAsync(string gatewayId = "")
    {
        IAsyncEnumerator<NodeReport> reports = Reporter.WatchAsync(gatewayId, TestTimeouts.Token).GetAsyncEnumerator(TestTimeouts.Token);
        Assert.True(await reports.MoveNextAsync());
        return (reports, reports.Current);
    }

    /// <summary>Reads the next report, and moves the clock on as long as there is none.</summary>
    public async Task<NodeReport?> ReadAsync(IAsyncEnumerator<NodeReport> reports)
    {
        Task<bool> next = reports.MoveNextAsync().AsTask();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!next.IsCompleted)
        {
            await timer.WaitForNextTickAsync(TestTimeouts.Token);
            Time.Advance(next.IsCompleted ? TimeSpan.Zero : Options.MinReportInterval);
        }

        return await next ? reports.Current : null;
    }

    /// <summary>Moves the clock when the reporter has gone to sleep until its next look.</summary>
    public async Task AdvanceAsync(TimeSpan by)
    {
        await Eventually.IsTrueAsync(() => Time.ArmedTimerCount > 0);
        Time.Advance(by);
    }

    public async ValueTask DisposeAsync()
    {
        await Reporter.StopAsync(CancellationToken.None);
        Reporter.Dispose();
        await Engine.DisposeAsync();
        _stopping.Dispose();
    }
}
