using System.Security.Cryptography;
using FinCluster.Core.Fleet;
using FinCluster.Core.Hosting;
using FinCluster.Gateway.Dispatch;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FinCluster.Gateway.Fleet;

/// <summary>Listens to every node of the fleet, and notices who has fallen silent.</summary>
/// <remarks>
/// One loop follows the fleet and starts and ends watchers, another is the clock of suspicion. When the clock itself comes late,
/// this process was standing still and not the nodes: that time is forgiven.
/// </remarks>
internal sealed partial class FleetWatcher(
    IFleet fleet,
    FleetHealth health,
    StreamGuards guards,
    FleetMetrics metrics,
    NodeClientPool clients,
    ResiliencePipelines pipelines,
    IOptions<NodeConnectionOptions> options,
    TimeProvider time,
    ILogger<FleetWatcher> logger) : BackgroundService
{
    /// <summary>How often silence is looked for. It comes off the time that a node may be silent.</summary>
    public static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);

    // A tick that comes as late as this was held up by more than the scheduler's usual delay.
    private static readonly TimeSpan LateTick = 2 * Tick;

    // Nodes count the gateways that watch them by this name. A restarted gateway is another one.
    private readonly string _gatewayId = "gw_" + RandomNumberGenerator.GetHexString(32, lowercase: true);
    private readonly Lock _gate = new();
    private readonly Dictionary<NodeId, Watched> _watched = [];
    private long _lastTick;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _lastTick = time.GetTimestamp();

        // Neither ends by itself; one that fails ends the host.
        await await Task.WhenAny(Periodic.RunAsync(Tick, time, OnTick, stoppingToken), FollowFleetAsync(stoppingToken));
        await Task.WhenAll(Current().Select(watched => watched.Running));
    }

    /// <summary>Looks at all nodes once. Called by the clock.</summary>
    internal void OnTick()
    {
        long last = _lastTick;
        _lastTick = time.GetTimestamp();
        TimeSpan gap = time.GetElapsedTime(last, _lastTick);
        foreach (Watched watched in Current())
        {
            if (gap > LateTick)
            {
                watched.Watcher.Forgive(gap - Tick);
            }

            if (watched.Running.IsFaulted)
            {
                throw new InvalidOperationException($"the watcher of node {watched.Watcher.Node.Id} has failed", watched.Running.Exception);
            }

            if (watched.Watcher.OnTick(Tick) is { } silence)
            {
                guards.MoveFrom(watched.Watcher.Node.Id, silence);
            }
        }

        if (gap > options.Value.ReportTimeout)
        {
            LogStoodStill(logger, gap.TotalMilliseconds);
        }
    }

    private async Task FollowFleetAsync(CancellationToken stoppingToken)
    {
        try
        {
            FleetSnapshot snapshot = fleet.Current;
            while (true)
            {
                await FollowAsync(snapshot, stoppingToken);
                snapshot = await fleet.WaitForChangeAsync(snapshot.Version, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The gateway stops.
        }
    }

    private async Task FollowAsync(FleetSnapshot snapshot, CancellationToken stoppingToken)
    {
        var alive = snapshot.Nodes.ToDictionary(node => node.Id);
        foreach (Watched gone in Current().Where(watched => !alive.ContainsKey(watched.Watcher.Node.Id)))
        {
            lock (_gate)
            {
                _watched.Remove(gone.Watcher.Node.Id);
            }

            await gone.Leaving.CancelAsync();
            await gone.Running;
            gone.Leaving.Dispose();
            health.Forget(gone.Watcher.Node);
        }

        foreach (FleetNode node in snapshot.Nodes)
        {
            lock (_gate)
            {
                if (_watched.TryGetValue(node.Id, out Watched? known))
                {
                    known.Watcher.Node = node;
                }
                else
                {
                    _watched.Add(node.Id, Watch(node, stoppingToken));
                }
            }
        }
    }

    private Watched Watch(FleetNode node, CancellationToken stoppingToken)
    {
        var opening = new WatchOpening(_gatewayId, pipelines.ForWatch());
        var watcher = new NodeWatcher(node, health, metrics, clients, opening, options.Value, time, logger);
        health.Add(node);
        var leaving = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        return new Watched(watcher, leaving, Task.Run(() => watcher.RunAsync(leaving.Token), CancellationToken.None));
    }

    private Watched[] Current()
    {
        lock (_gate)
        {
            return [.. _watched.Values];
        }
    }

    [LoggerMessage(1033, LogLevel.Warning, "the gateway stood still for {PauseMs:F0} ms, so its nodes are given as much time")]
    private static partial void LogStoodStill(ILogger logger, double pauseMs);

    private sealed record Watched(NodeWatcher Watcher, CancellationTokenSource Leaving, Task Running);
}
