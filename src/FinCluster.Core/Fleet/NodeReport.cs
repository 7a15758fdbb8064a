using System.Collections.Immutable;
using FinCluster.Core.Engine;

namespace FinCluster.Core.Fleet;

/// <summary>How a node is at one moment, as it says itself.</summary>
/// <param name="State">Whether it takes work.</param>
/// <param name="Replicas">Its replicas, one for each model.</param>
public sealed record NodeReport(NodeState State, ImmutableArray<ReplicaReport> Replicas)
{
    /// <summary>Gets how many gateways watch the node; 0 from a node that does not count them.</summary>
    public int Gateways { get; init; }

    /// <summary>Gets a value indicating whether an engine of the node has work and no token comes out: the node is as good as lost.</summary>
    public bool IsStalled { get; init; }
}

/// <summary>How a replica is at one moment.</summary>
/// <param name="Model">The name of its model.</param>
/// <param name="Statistics">Its counters.</param>
/// <param name="PrefillTokensPerSecond">Prompt tokens that were computed in a second, over the last seconds.</param>
/// <param name="DecodeTokensPerSecond">Output tokens in a second, over the last seconds.</param>
/// <param name="Prefixes">What changed in its KV cache since the report before; null when nothing did. The first one is a reset.</param>
public sealed record ReplicaReport(
    string Model, EngineStatistics Statistics, double PrefillTokensPerSecond, double DecodeTokensPerSecond, PrefixUpdate? Prefixes);
