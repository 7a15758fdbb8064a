using FinCluster.Core.Engine;
using FinCluster.Grpc.Health;
using FinCluster.Node.Hosting;
using FinCluster.Node.Liveness;
using FinCluster.Node.Reports;
using FinCluster.Node.Service;
using FinCluster.Testing;
using FinCluster.Testing.Engine;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Proto = FinCluster.Contracts.Node.V1;

namespace FinCluster.Node.Tests.Liveness;

/// <summary>A monitor over a scripted engine, on a clock that a test moves; each second is one sample.</summary>
internal sealed class MonitorFixture : IHostApplicationLifetime, IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();

    public MonitorFixture(TimeSpan? canaryInterval = null)
    {
        Options = new NodeOptions
        {
            Grpc = new Core.Hosting.ListenAddress(System.Net.IPAddress.Loopback, 0),
            CanaryInterval = canaryInterval ?? NodeOptions.DefaultCanaryInterval,
        };
        Replicas = new ReplicaSet([Engine]);
        Reporter = new NodeReporter(Replicas, this, Options, Time);
        Monitor = new LivenessMonitor(Replicas, Reporter, Health, this, Options, Time, NullLogger<LivenessMonitor>.Instance);
    }

    public NodeOptions Options { get; }

    public ManualTimeProvider Time { get; } = new();

    public FakeInferenceEngine Engine { get; } = new() { Script = _ => FakeScript.Of("x") };

    public ReplicaSet Replicas { get; }

    public NodeReporter Reporter { get; }

    public GrpcHealth Health { get; } = new();

    public LivenessMonitor Monitor { get; }

    public CancellationToken ApplicationStarted => CancellationToken.None;

    public CancellationToken ApplicationStopping => _stopping.Token;

    public CancellationToken ApplicationStopped => CancellationToken.None;

    /// <summary>Gets what "" and "ready" say.</summary>
    public (GrpcServingStatus Alive, GrpcServingStatus Ready) Statuses => (Health.Get(""), Health.Get(LivenessMonitor.ReadyService));

    public void StopApplication() => _stopping.Cancel();

    /// <summary>Changes the engine's counters.</summary>
    public void Count(Func<EngineStatistics, EngineStatistics> change) => Engine.Statistics = change(Engine.Statistics);

    /// <summary>Samples now and then once a second.</summary>
    public async Task SampleForAsync(TimeSpan time)
    {
        await Monitor.SampleAsync();
        for (TimeSpan passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromSeconds(1))
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            await Monitor.SampleAsync();
        }
    }

    /// <summary>Reads what the node reports to somebody who begins to watch it now.</summary>
    public async Task<Proto.NodeReport> ReportAsync()
    {
        await foreach (Proto.NodeReport report in Reporter.WatchAsync("", TestTimeouts.Token))
        {
            return report;
        }

        throw new InvalidOperationException("the node does not report");
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Monitor.StopAsync(CancellationToken.None);
        await Reporter.StopAsync(CancellationToken.None);
        Monitor.Dispose();
        Reporter.Dispose();
        await Replicas.DisposeAsync();
        _stopping.Dispose();
    }
}
