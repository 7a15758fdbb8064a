using System.Collections.Immutable;
using FinCluster.Core.Engine;

namespace FinCluster.Core.Fleet;

/// <summary>Whether a node takes work.</summary>
public enum NodeState
{
    /// <summary>Takes new requests.</summary>
    Ready,

    /// <summary>Finishes what it has and takes nothing new.</summary>
    Draining,
}

/// <summary>One node as gateways see it.</summary>
/// <param name="Id">The node.</param>
/// <param name="Address">Where its gRPC service listens.</param>
/// <param name="State">Whether it takes work.</param>
/// <param name="Models">The models of its replicas.</param>
public sealed record FleetNode(NodeId Id, Uri Address, NodeState State, ImmutableArray<ModelInfo> Models)
{
    /// <summary>Gets where the node stands.</summary>
    public NodeTier Tier { get; init; }
}

/// <summary>All nodes at one moment. Immutable, so that routing reads it without a lock.</summary>
/// <param name="Version">Grows with every change.</param>
/// <param name="Nodes">The nodes that are alive.</param>
public sealed record FleetSnapshot(long Version, ImmutableArray<FleetNode> Nodes)
{
    /// <summary>A fleet without nodes.</summary>
    public static readonly FleetSnapshot Empty = new(0, []);

    /// <summary>Gets every model that some node serves, each name once, in the order of names.</summary>
    public IEnumerable<ModelInfo> Models => Nodes
        .SelectMany(node => node.Models)
        .DistinctBy(model => model.Name, StringComparer.Ordinal)
        .OrderBy(model => model.Name, StringComparer.Ordinal);
}
