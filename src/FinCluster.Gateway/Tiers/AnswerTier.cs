using FinCluster.Core.Fleet;

namespace FinCluster.Gateway.Tiers;

/// <summary>Which tier answers, and why; what is recorded of the decision. It holds no text of the request.</summary>
/// <param name="Tier">The tier.</param>
/// <param name="Reason">Why: the strongest signals with their values, and what the probe of the edge model said.</param>
internal sealed record AnswerTier(NodeTier Tier, string Reason)
{
    /// <summary>Gets a value indicating whether central should have answered and could not be reached.</summary>
    public bool IsDegraded { get; init; }

    /// <summary>Gets the tier as headers write it.</summary>
    public string Name => Tier == NodeTier.Edge ? "edge" : "central";
}
