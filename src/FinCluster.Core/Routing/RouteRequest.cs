using System.Collections.Frozen;
using System.Collections.Immutable;
using FinCluster.Core.Fleet;
using FinCluster.Core.Tenants;

namespace FinCluster.Core.Routing;

/// <summary>What routing knows of a request.</summary>
public sealed record RouteRequest
{
    /// <summary>Gets the name of the model.</summary>
    public required string Model { get; init; }

    /// <summary>Gets who asks.</summary>
    public TenantId Tenant { get; init; } = TenantId.Local;

    /// <summary>Gets the conversation, or whatever else later requests will be about; null for a request that stands alone.</summary>
    public string? SessionKey { get; init; }

    /// <summary>Gets the node that the session's KV is known to be warm on; null when nobody noted it.</summary>
    public NodeId? WarmNode { get; init; }

    /// <summary>Gets the adapter that must be loaded; null for the model alone.</summary>
    public string? Adapter { get; init; }

    /// <summary>Gets where the answer must be computed; null for anywhere.</summary>
    public NodeTier? Tier { get; init; }

    /// <summary>Gets the prompt's blocks, as <see cref="PrefixChain"/> names them.</summary>
    public ImmutableArray<ulong> Blocks { get; init; } = [];

    /// <summary>Gets the estimated length of the prompt, in tokens.</summary>
    public int PromptTokens { get; init; }

    /// <summary>Gets the nodes that have failed this request a moment ago. The owner may change the set between two decisions.</summary>
    public IReadOnlySet<NodeId> Excluded { get; init; } = FrozenSet<NodeId>.Empty;
}
