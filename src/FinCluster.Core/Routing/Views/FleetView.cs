using System.Collections.Frozen;
using FinCluster.Core.Fleet;

namespace FinCluster.Core.Routing.Views;

/// <summary>The fleet as routing reads it: who is there, with what load, and who seems to be lost. Immutable.</summary>
/// <remarks>
/// A change makes a new view that shares all it can with the one before. A load report costs a copy of one model's references, 8 bytes
/// a replica; a new fleet costs everything but the reports and the counts in flight, which stay with their replicas.
/// </remarks>
public sealed class FleetView
{
    /// <summary>A view of nothing.</summary>
    public static readonly FleetView Empty = new(FleetSnapshot.Empty, FrozenDictionary<string, ReplicaGroup>.Empty);

    private readonly IReadOnlyDictionary<string, ReplicaGroup> _groups;

    private FleetView(FleetSnapshot fleet, IReadOnlyDictionary<string, ReplicaGroup> groups)
    {
        Fleet = fleet;
        _groups = groups;
    }

    /// <summary>Gets the snapshot that it was made of.</summary>
    public FleetSnapshot Fleet { get; }

    /// <summary>Gets the replicas of a model.</summary>
    public ReplicaGroup Of(string model) => _groups.TryGetValue(model, out ReplicaGroup? group) ? group : ReplicaGroup.Empty;

    /// <summary>Makes a view of another fleet. Replicas that stay keep their reports, their suspicion and their counts.</summary>
    public FleetView With(FleetSnapshot fleet)
    {
        ArgumentNullException.ThrowIfNull(fleet);
        IEnumerable<ReplicaView> replicas = fleet.Nodes
            .SelectMany(node => node.Models.DistinctBy(model => model.Name, StringComparer.Ordinal).Select(model => Stay(node, model.Name) is { } known
                ? known.With(node, model)
                : new ReplicaView(node, model, new InFlightMeter())));
        return new FleetView(
            fleet,
            replicas.GroupBy(replica => replica.Model.Name, StringComparer.Ordinal)
                .ToFrozenDictionary(group => group.Key, group => new ReplicaGroup([.. group]), StringComparer.Ordinal));
    }

    /// <summary>Makes a view with a newer report. A report of a replica that is not there changes nothing.</summary>
    public FleetView With(NodeId node, string model, ReplicaLoad load) => Change(node, model, replica => replica.With(load));

    /// <summary>Makes a view in which a node is, or is no longer, suspected to be lost.</summary>
    public FleetView With(NodeId node, bool isSuspected)
    {
        FleetView view = this;
        foreach (string model in _groups.Keys)
        {
            view = view.Change(node, model, replica => replica.With(isSuspected));
        }

        return view;
    }

    /// <summary>Finds a replica; null when the node does not serve the model.</summary>
    public ReplicaView? Find(NodeId node, string model) =>
        Of(model) is var group && group.IndexOf(node) is >= 0 and int index ? group.Replicas[index] : null;

    private ReplicaView? Stay(FleetNode node, string model) => Find(node.Id, model);

    private FleetView Change(NodeId node, string model, Func<ReplicaView, ReplicaView> change)
    {
        ReplicaGroup group = Of(model);
        int index = group.IndexOf(node);
        if (index < 0)
        {
            return this;
        }

        var groups = new Dictionary<string, ReplicaGroup>(_groups, StringComparer.Ordinal)
        {
            [model] = group.With(index, change(group.Replicas[index])),
        };
        return new FleetView(Fleet, groups);
    }
}
