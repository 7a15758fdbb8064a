using FinCluster.Core.Engine;
using FinCluster.Grpc.Health;
using FinCluster.Node.Hosting;
using FinCluster.Node.Reports;
using FinCluster.Node.Service;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FinCluster.Node.Liveness;

/// <summary>Looks once a second whether every engine gives tokens, and says by the node's health and its reports when one does not.</summary>
/// <remarks>
/// The service "" of gRPC health serves while tokens come out; <see cref="ReadyService"/> while the node takes work as well: it has a
/// replica and does not drain.
/// </remarks>
internal sealed partial class LivenessMonitor : BackgroundService
{
    /// <summary>The service of gRPC health that says whether the node takes work.</summary>
    public const string ReadyService = "ready";

    private static readonly TimeSpan SampleInterval = TimeSpan.FromSeconds(1);

    private readonly ReplicaSet _replicas;
    private readonly NodeReporter _reporter;
    private readonly GrpcHealth _health;
    private readonly CancellationToken _draining;
    private readonly NodeOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<LivenessMonitor> _logger;
    private readonly List<WatchedEngine> _engines = [];
    private readonly HashSet<WatchedEngine> _stalled = [];

    public LivenessMonitor(
        ReplicaSet replicas,
        NodeReporter reporter,
        GrpcHealth health,
        IHostApplicationLifetime lifetime,
        NodeOptions options,
        TimeProvider time,
        ILogger<LivenessMonitor> logger)
    {
        (_replicas, _reporter, _health, _options, _time, _logger) = (replicas, reporter, health, options, time, logger);
        _draining = lifetime.ApplicationStopping;
    }

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        // Before the port opens.
        SetHealth();
        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        TimeSpan interval = _options.StallLimit / 4;
        using var timer = new PeriodicTimer(interval < SampleInterval ? interval : SampleInterval, _time);
        try
        {
            do
            {
                await SampleAsync();
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The node stops.
        }
        finally
        {
            await Task.WhenAll(_engines.Select(engine => engine.EndAsync()));
        }
    }

    /// <summary>Looks at all engines once. Called by the clock.</summary>
    internal async Task SampleAsync()
    {
        bool wasStalled = _stalled.Count > 0;
        await FollowReplicasAsync();
        foreach (WatchedEngine engine in _engines)
        {
            await engine.SampleAsync(_replicas);
            if (engine.IsStalled && _stalled.Add(engine))
            {
                LogStalled(_logger, engine.Engine.Model.Name, engine.Still.TotalSeconds);
            }
            else if (!engine.IsStalled && _stalled.Remove(engine))
            {
                LogMoves(_logger, engine.Engine.Model.Name);
            }
        }

        bool isStalled = _stalled.Count > 0;
        SetHealth();
        if (isStalled != wasStalled)
        {
            _reporter.SetStalled(isStalled);
        }
    }

    private async Task FollowReplicasAsync()
    {
        IInferenceEngine[] present = [.. _replicas.All];
        foreach (WatchedEngine gone in _engines.Where(watched => !present.Contains(watched.Engine)).ToArray())
        {
            _engines.Remove(gone);
            _stalled.Remove(gone);
            await gone.EndAsync();
        }

        foreach (IInferenceEngine engine in present.Where(engine => !_engines.Exists(watched => watched.Engine == engine)))
        {
            _engines.Add(new WatchedEngine(engine, _options, _time, _draining));
        }
    }

    // Once the node drains, nothing is set any more: its health is NOT_SERVING to the end.
    private void SetHealth()
    {
        bool isAlive = _stalled.Count == 0;
        SetHealth(string.Empty, isAlive);
        SetHealth(ReadyService, isAlive && _replicas.All.Any());
    }

    // Only a change is set, because each wakes all who watch.
    private void SetHealth(string service, bool serves)
    {
        GrpcServingStatus status = serves ? GrpcServingStatus.Serving : GrpcServingStatus.NotServing;
        if (_health.Get(service) != status)
        {
            _health.Set(service, status);
        }
    }

    [LoggerMessage(2050, LogLevel.Error, "no token has come out of replica {Replica} for {StillSeconds:F1} s although it has work; the node counts as lost until one does")]
    private static partial void LogStalled(ILogger logger, string replica, double stillSeconds);

    [LoggerMessage(2051, LogLevel.Information, "tokens come out of replica {Replica} again")]
    private static partial void LogMoves(ILogger logger, string replica);
}
