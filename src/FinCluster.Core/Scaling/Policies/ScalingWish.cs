using System.Collections.Immutable;

namespace FinCluster.Core.Scaling.Policies;

/// <summary>A number of replicas and why so many.</summary>
/// <param name="Replicas">How many.</param>
/// <param name="Reason">Why, in words, with the figures it comes from.</param>
public readonly record struct ScalingBound(int Replicas, string Reason);

/// <summary>What a policy wants.</summary>
/// <param name="AtLeast">So many are needed now or are to be started now; the largest counts.</param>
/// <param name="Keep">So many are not to be taken away; the largest counts.</param>
public sealed record ScalingWish(ImmutableArray<ScalingBound> AtLeast, ImmutableArray<ScalingBound> Keep)
{
    /// <summary>Gets what is wrong with what the policy knows.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>Gets the demand that is expected now; null for a policy that expects nothing.</summary>
    public double? ExpectedTokensPerSecond { get; init; }
}
