using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using FinCluster.Core.Engine;
using FinCluster.Core.Fleet;
using FinCluster.Node.Hosting;
using FinCluster.Node.Service;
using FinCluster.Wire;
using Microsoft.Extensions.Hosting;
using Proto = FinCluster.Contracts.Node.V1;

namespace FinCluster.Node.Reports;

/// <summary>Makes the reports of a node, once for all who watch it.</summary>
/// <remarks>
/// One loop makes and offers the reports and follows the replicas that come and go; it alone touches what a report is made of, but for the
/// prefixes and the list of subscribers, which are under the lock. Any thread may subscribe and say that work began or ended. A watcher that does
/// not keep up loses reports and gets a reset later; it delays nobody.
/// </remarks>
internal sealed class NodeReporter : BackgroundService
{
    private readonly ReplicaSet _set;
    private readonly List<ReportedReplica> _replicas = [];
    private readonly CancellationToken _stopping;
    private readonly NodeOptions _options;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly List<ReportSubscriber> _subscribers = [];
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private int _activeCalls;
    private volatile bool _hasWorkChanged;
    private volatile bool _isStalled;
    private Published _last = new(long.MinValue, NodeState.Ready, false, 0, [], []);

    public NodeReporter(ReplicaSet replicas, IHostApplicationLifetime lifetime, NodeOptions options, TimeProvider time)
    {
        _set = replicas;
        _stopping = lifetime.ApplicationStopping;
        _options = options;
        _time = time;
    }

    /// <summary>Reads reports until a draining node has nothing left to do.</summary>
    /// <param name="gatewayId">The gateway that watches, which reports count once however many streams it has; empty for somebody else.</param>
    /// <param name="cancellationToken">Ends the watch.</param>
    public async IAsyncEnumerable<Proto.NodeReport> WatchAsync(string gatewayId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var subscriber = new ReportSubscriber(gatewayId);
        lock (_gate)
        {
            _subscribers.Add(subscriber);
        }

        Wake();
        try
        {
            await foreach (Proto.NodeReport report in subscriber.Reports.ReadAllAsync(cancellationToken))
            {
                yield return report;
            }
        }
        finally
        {
            lock (_gate)
            {
                _subscribers.Remove(subscriber);
            }

            Wake();
        }
    }

    /// <summary>Notes that a call began that a draining node has to finish.</summary>
    public void OnCallBegan()
    {
        Interlocked.Increment(ref _activeCalls);
        OnWorkChanged();
    }

    /// <summary>Notes that such a call ended.</summary>
    public void OnCallEnded()
    {
        Interlocked.Decrement(ref _activeCalls);
        OnWorkChanged();
    }

    /// <summary>Notes that an engine's load may have become of another kind.</summary>
    public void OnWorkChanged()
    {
        _hasWorkChanged = true;
        Wake();
    }

    /// <summary>Notes whether an engine has work and gives no token, which gateways are told as soon as may be.</summary>
    public void SetStalled(bool isStalled)
    {
        _isStalled = isStalled;
        OnWorkChanged();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using ITimer timer = _time.CreateTimer(_ => Wake(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        await using CancellationTokenRegistration draining = _stopping.Register(Wake);
        _set.Changed += Wake;
        try
        {
            while (true)
            {
                FollowReplicas(stoppingToken);
                timer.Change(ReportIfDue(), Timeout.InfiniteTimeSpan);
                await _wake.Reader.ReadAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await Task.WhenAll(_replicas.Select(replica => replica.Following));
        }
        finally
        {
            _set.Changed -= Wake;
            EndAll();
        }
    }

    private void Wake() => _wake.Writer.TryWrite(true);

    /// <summary>Begins to follow the replicas that have come, and ends with those that have gone.</summary>
    private void FollowReplicas(CancellationToken stoppingToken)
    {
        IInferenceEngine[] present = [.. _set.All];
        foreach (ReportedReplica gone in _replicas.Where(replica => !present.Contains(replica.Engine)).ToArray())
        {
            _replicas.Remove(gone);
            gone.End();
        }

        foreach (IInferenceEngine engine in present.Where(engine => !_replicas.Exists(replica => replica.Engine == engine)))
        {
            var replica = new ReportedReplica(engine, new ThroughputMeter(_time), stoppingToken);
            replica.Following = FollowPrefixesAsync(replica);
            _replicas.Add(replica);
        }
    }

    private async Task FollowPrefixesAsync(ReportedReplica replica)
    {
        try
        {
            await foreach (PrefixUpdate update in replica.Engine.WatchPrefixesAsync(replica.Ending))
            {
                lock (_gate)
                {
                    replica.Prefixes.Apply(update);
                }

                Wake();
            }
        }
        catch (OperationCanceledException) when (replica.Ending.IsCancellationRequested)
        {
            // The replica or the node ends.
        }
    }

    /// <summary>Reports if there is reason to, and returns when to look again.</summary>
    private TimeSpan ReportIfDue()
    {
        TimeSpan silence = _last.Timestamp == long.MinValue ? TimeSpan.MaxValue : _time.GetElapsedTime(_last.Timestamp);
        bool hasWorkChanged = _hasWorkChanged;
        _hasWorkChanged = false;
        lock (_gate)
        {
            if (_subscribers.Count == 0)
            {
                return Timeout.InfiniteTimeSpan;
            }

            EngineStatistics[] statistics = [.. _replicas.Select(replica => replica.Engine.GetStatistics())];
            ImmutableArray<IInferenceEngine> engines = [.. _replicas.Select(replica => replica.Engine)];
            NodeState state = _stopping.IsCancellationRequested ? NodeState.Draining : NodeState.Ready;
            ImmutableArray<ReplicaLoad> loads = [.. engines.Select((engine, index) => ReplicaLoads.Of(statistics[index], engine.Model))];
            int gateways = CountGateways_NeedsLock();
            bool isStalled = _isStalled;
            bool isNews = state != _last.State || isStalled != _last.IsStalled || gateways != _last.Gateways
                || !engines.SequenceEqual(_last.Engines) || !loads.AsSpan().SequenceEqual(_last.Loads.AsSpan())
                || _replicas.Exists(replica => replica.Prefixes.IsTouched)
                || _subscribers.Exists(subscriber => subscriber.NeedsReset && subscriber.HasCaughtUp) || IsOver(state);
            bool isDue = silence >= (isNews ? _options.MinReportInterval : _options.ReportInterval);
            if (isDue || _subscribers.Exists(subscriber => subscriber.IsNew))
            {
                Publish_NeedsLock(state, isStalled, gateways, statistics);
                _last = new Published(_time.GetTimestamp(), state, isStalled, gateways, engines, loads);
                silence = TimeSpan.Zero;
            }

            // An engine counts at the end of its step, which can be just behind what this was woken for.
            return (isNews || hasWorkChanged ? _options.MinReportInterval : _options.ReportInterval) - silence is var due && due > TimeSpan.Zero
                ? due
                : _options.MinReportInterval;
        }
    }

    private bool IsOver(NodeState state) => state == NodeState.Draining && Volatile.Read(ref _activeCalls) == 0;

    // A gateway that opens a new stream because the old one seems dead has both for a moment.
    private int CountGateways_NeedsLock() =>
        _subscribers.Select(subscriber => subscriber.GatewayId).Where(id => id.Length > 0).Distinct(StringComparer.Ordinal).Count();

    private void Publish_NeedsLock(NodeState state, bool isStalled, int gateways, EngineStatistics[] statistics)
    {
        ImmutableArray<ReplicaReport> replicas = [.. _replicas.Select((replica, index) =>
        {
            (double prefill, double decode) = replica.Meter.Measure(statistics[index]);
            return new ReplicaReport(replica.Engine.Model.Name, statistics[index], prefill, decode, replica.Prefixes.TakeChanges());
        })];
        var report = new NodeReport(state, replicas) { Gateways = gateways, IsStalled = isStalled };
        Proto.NodeReport news = NodeReportWire.ToProto(report);
        Proto.NodeReport? reset = null;
        foreach (ReportSubscriber subscriber in _subscribers)
        {
            if (!subscriber.NeedsReset)
            {
                subscriber.NeedsReset = !subscriber.TryOffer(news);
            }
            else if (subscriber.HasCaughtUp)
            {
                reset ??= NodeReportWire.ToProto(
                    report with { Replicas = [.. replicas.Select((replica, index) => replica with { Prefixes = _replicas[index].Prefixes.ToReset() })] });
                subscriber.NeedsReset = !subscriber.TryOffer(reset);
            }

            if (IsOver(state))
            {
                subscriber.Complete();
            }
        }
    }

    private void EndAll()
    {
        lock (_gate)
        {
            _subscribers.ForEach(subscriber => subscriber.Complete());
        }
    }

    private sealed record Published(
        long Timestamp, NodeState State, bool IsStalled, int Gateways, ImmutableArray<IInferenceEngine> Engines, ImmutableArray<ReplicaLoad> Loads);
}
