using System.Collections.Concurrent;
using FinCluster.Core.Admission;
using FinCluster.Core.Fleet;
using FinCluster.Core.Routing.Views;
using FinCluster.Gateway.Fleet;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace FinCluster.Gateway.Admission;

/// <summary>A queue for each model, as large as this gateway's part of the nodes that serve it. Thread-safe.</summary>
/// <remarks>
/// <para>
/// The part is <see cref="CapacityShare"/>'s. It follows the fleet and each node's reports; the view keeps the sums, so a report costs the same in a
/// large fleet, and no request looks at anything but its queue.
/// </para>
/// <para>
/// A model without a node that is ready keeps the capacity it had: its requests wait for the next node where they are carried over failures, with
/// an error that says so, and not as if there were too many of them.
/// </para>
/// </remarks>
internal sealed class ModelQueues(IFleet fleet, FleetViewState views, IOptions<AdmissionOptions> options, TimeProvider time)
    : BackgroundService, IFleetObserver
{
    private readonly ConcurrentDictionary<string, ModelQueue> _queues = new(StringComparer.Ordinal);
    private readonly GatewayCensus _census = new();

    /// <summary>Gets the queue of a model that is known.</summary>
    public AdmissionQueue Get(string model) => (_queues.TryGetValue(model, out ModelQueue? queue) ? queue : Add(model)).Queue;

    // Routing has taken the report into the view: observers are told in the order of their registration.
    public void OnReport(FleetNode node, NodeReport report)
    {
        int before = _census.Gateways;
        _census.OnReport(node.Id, report.Gateways);
        if (before != _census.Gateways)
        {
            FollowAll();
            return;
        }

        foreach (ReplicaReport replica in report.Replicas)
        {
            if (_queues.TryGetValue(replica.Model, out ModelQueue? queue))
            {
                Follow(replica.Model, queue);
            }
        }
    }

    public void OnAvailability(FleetNode node, bool takesWork)
    {
        // A node that is not heard of for a while keeps its part, as what others have there keeps theirs.
    }

    public void OnGone(FleetNode node)
    {
        _census.OnGone(node.Id);
        FollowAll();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        FleetSnapshot snapshot = fleet.Current;
        try
        {
            while (true)
            {
                views.OnFleet(snapshot);
                FollowAll();
                snapshot = await fleet.WaitForChangeAsync(snapshot.Version, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    private ModelQueue Add(string model)
    {
        views.OnFleet(fleet.Current);
        var queue = new ModelQueue(options.Value, time);
        Follow(model, queue);
        return _queues.GetOrAdd(model, queue);
    }

    private void FollowAll()
    {
        foreach ((string model, ModelQueue queue) in _queues)
        {
            Follow(model, queue);
        }
    }

    private void Follow(string model, ModelQueue queue) =>
        queue.Follow(() => views.Current.Of(model), _census.Gateways, RoutingClock.Now(time));
}
