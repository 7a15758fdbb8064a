using System.Collections.Concurrent;
using FinCluster.Core.Catalog;
using FinCluster.Core.Catalog.Deployment;
using FinCluster.Core.Catalog.Releases;
using FinCluster.Core.Errors;
using FinCluster.Core.Fleet;
using FinCluster.Core.Replicas;
using FinCluster.Gateway.Dispatch;
using FinCluster.Grpc;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FinCluster.Gateway.Models;

/// <summary>Has the nodes load what the catalog names, and unload what nothing names any more. Thread-safe.</summary>
/// <remarks>
/// Every gateway does so by itself: they come to the same plan, and a node loads a replica once however often it is told. What a node could not load
/// it is told again after a while, with growing pauses; its other replicas go on.
/// </remarks>
internal sealed partial class ReplicaDeployer(
    ICatalog catalog, IFleet fleet, NodeClientPool clients, ArtifactSources sources, TimeProvider time, ILogger<ReplicaDeployer> logger)
    : BackgroundService
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    // What a request has asked for, and what nothing names, stays that long.
    private static readonly TimeSpan KeepIdle = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<ReplicaContent, Demand> _demands = new();
    private readonly ConcurrentDictionary<(NodeId Node, ReplicaContent Content), Attempt> _attempts = new();
    private readonly Dictionary<(NodeId Node, string Name), long> _idleSince = [];
    private readonly SemaphoreSlim _wake = new(0, 1);

    /// <summary>Reads the catalog before the gateway listens, so that its first requests know every alias; unless the catalog is away.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await catalog.RefreshAsync(cancellationToken);
        }
        catch (ControlPlaneUnavailableException e)
        {
            LogNoCatalog(logger, e.Message);
        }

        await base.StartAsync(cancellationToken);
    }

    /// <summary>Has a node load a replica of a release if nobody has it, because a request waits for it.</summary>
    public void Want(Release release)
    {
        _demands[ReplicaContent.Of(release)] = new Demand(release, time.GetTimestamp());
        Wake();
    }

    /// <summary>Says why no node has a replica of a release.</summary>
    public string Explain(Release release)
    {
        var content = ReplicaContent.Of(release);
        return _attempts.FirstOrDefault(attempt => attempt.Key.Content == content && attempt.Value.Error is not null).Value?.Error
            ?? "no node has its base model";
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                (CatalogSnapshot knownCatalog, FleetSnapshot knownFleet) = (catalog.Current, fleet.Current);
                ForgetDemands();
                DeploymentPlan plan = DeploymentPlanner.Plan(knownCatalog, knownFleet, [.. _demands.Values.Select(demand => demand.Release)]);
                ForgetAttempts(plan);
                foreach (ReplicaLoadOrder order in plan.Loads)
                {
                    Begin(knownCatalog, knownFleet, order, stoppingToken);
                }

                UnloadIdle(plan, stoppingToken);
                await WaitAsync(knownCatalog.Version, knownFleet.Version, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    private void Wake()
    {
        if (_wake.CurrentCount == 0)
        {
            try
            {
                _wake.Release();
            }
            catch (SemaphoreFullException)
            {
                // Another request woke the loop just now.
            }
        }
    }

    private async Task WaitAsync(long catalogVersion, long fleetVersion, CancellationToken stoppingToken)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        await Task.WhenAny(
            catalog.WaitForChangeAsync(catalogVersion, waiting.Token),
            fleet.WaitForChangeAsync(fleetVersion, waiting.Token),
            _wake.WaitAsync(waiting.Token),
            Task.Delay(Tick, time, waiting.Token));
        await waiting.CancelAsync();
        stoppingToken.ThrowIfCancellationRequested();
    }

    private void ForgetDemands()
    {
        foreach ((ReplicaContent content, Demand demand) in _demands)
        {
            if (time.GetElapsedTime(demand.At) > KeepIdle)
            {
                _demands.TryRemove(KeyValuePair.Create(content, demand));
            }
        }
    }

    // What is not to be loaded any more, or is there, need not be remembered; should it be missing again, it is loaded at once.
    private void ForgetAttempts(DeploymentPlan plan)
    {
        var open = plan.Loads.Select(order => (order.Node.Id, order.Content)).ToHashSet();
        foreach (((NodeId, ReplicaContent) key, Attempt attempt) in _attempts)
        {
            if (!attempt.IsRunning && !open.Contains(key))
            {
                _attempts.TryRemove(key, out _);
            }
        }
    }

    private void Begin(CatalogSnapshot knownCatalog, FleetSnapshot knownFleet, ReplicaLoadOrder order, CancellationToken stoppingToken)
    {
        (NodeId, ReplicaContent) key = (order.Node.Id, order.Content);
        if (_attempts.TryGetValue(key, out Attempt? last) && (last.IsRunning || time.GetElapsedTime(last.EndedAt) < last.Pause))
        {
            return;
        }

        var attempt = new Attempt { IsRunning = true, Pause = last?.Pause ?? TimeSpan.Zero };
        _attempts[key] = attempt;
        _ = LoadAsync(knownCatalog, knownFleet, order, attempt, stoppingToken);
    }

    private async Task LoadAsync(
        CatalogSnapshot knownCatalog, FleetSnapshot knownFleet, ReplicaLoadOrder order, Attempt attempt, CancellationToken stoppingToken)
    {
        try
        {
            ReplicaSpec spec = sources.Spec(knownCatalog, knownFleet, order);
            await LoadAsync(order, spec, stoppingToken);

            // The fleet tells of it in a moment; until then the plan still names it.
            (attempt.Error, attempt.Pause) = (null, FirstPause);
            LogLoaded(logger, order.Node.Id, spec.Name);
        }
        catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
        {
            TimeSpan longer = attempt.Pause * 2;
            (attempt.Error, attempt.Pause) = (e.Message, longer < FirstPause ? FirstPause : longer < LongestPause ? longer : LongestPause);
            LogNotLoaded(logger, order.Node.Id, order.Content.Name, e.Message);
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
        finally
        {
            attempt.EndedAt = time.GetTimestamp();
            attempt.IsRunning = false;
        }
    }

    private async Task LoadAsync(ReplicaLoadOrder order, ReplicaSpec spec, CancellationToken stoppingToken)
    {
        NodeClient node = clients.Get(order.Node);
        if (ReplicaContent.Of(await node.LoadReplicaAsync(spec, stoppingToken)) == order.Content)
        {
            return;
        }

        // Left there, it would keep the name from what belongs under it, also when the node has been upgraded.
        await node.UnloadReplicaAsync(spec.Name, stoppingToken);
        throw new GrpcException(
            GrpcStatus.FailedPrecondition, "the node is of an earlier release, which knows no chat templates of releases; upgrade it");
    }

    private void UnloadIdle(DeploymentPlan plan, CancellationToken stoppingToken)
    {
        var idle = plan.Idle.ToDictionary(replica => (replica.Node.Id, replica.Name));
        foreach ((NodeId, string) gone in _idleSince.Keys.Where(key => !idle.ContainsKey(key)).ToArray())
        {
            _idleSince.Remove(gone);
        }

        foreach (((NodeId, string) key, IdleReplica replica) in idle)
        {
            if (_idleSince.TryAdd(key, time.GetTimestamp()) || time.GetElapsedTime(_idleSince[key]) < KeepIdle)
            {
                continue;
            }

            _idleSince[key] = time.GetTimestamp();
            _ = UnloadAsync(replica, stoppingToken);
        }
    }

    private async Task UnloadAsync(IdleReplica replica, CancellationToken stoppingToken)
    {
        try
        {
            await clients.Get(replica.Node).UnloadReplicaAsync(replica.Name, stoppingToken);
            LogUnloaded(logger, replica.Node.Id, replica.Name);
        }
        catch (Exception e) when (e is GrpcException or OperationCanceledException)
        {
            // Another gateway was faster, or the node is gone.
            LogNotUnloaded(logger, replica.Node.Id, replica.Name, e.Message);
        }
    }

    [LoggerMessage(1074, LogLevel.Warning, "the catalog cannot be read; aliases are not known until it can: {Reason}")]
    private static partial void LogNoCatalog(ILogger logger, string reason);

    [LoggerMessage(1070, LogLevel.Information, "node {Node} has loaded {Replica}")]
    private static partial void LogLoaded(ILogger logger, NodeId node, string replica);

    [LoggerMessage(1071, LogLevel.Warning, "node {Node} cannot load {Replica}, and is told again: {Reason}")]
    private static partial void LogNotLoaded(ILogger logger, NodeId node, string replica, string reason);

    [LoggerMessage(1072, LogLevel.Information, "node {Node} has unloaded {Replica}, which nothing names any more")]
    private static partial void LogUnloaded(ILogger logger, NodeId node, string replica);

    [LoggerMessage(1073, LogLevel.Debug, "node {Node} has not unloaded {Replica}: {Reason}")]
    private static partial void LogNotUnloaded(ILogger logger, NodeId node, string replica, string reason);

    private sealed record Demand(Release Release, long At);

    /// <summary>How it goes with one replica on one node. The task that loads it writes; the loop reads it when it does not run.</summary>
    private sealed class Attempt
    {
        private volatile bool _isRunning;

        public bool IsRunning
        {
            get => _isRunning;
            set => _isRunning = value;
        }

        public long EndedAt { get; set; }

        public TimeSpan Pause { get; set; }

        public string? Error { get; set; }
    }
}
