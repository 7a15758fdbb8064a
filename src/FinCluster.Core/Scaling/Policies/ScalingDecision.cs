namespace FinCluster.Core.Scaling.Policies;

/// <summary>What was decided for a pool, and from what.</summary>
/// <param name="Pool">The pool.</param>
/// <param name="Input">What was known.</param>
/// <param name="Replicas">How many replicas are asked for from now on.</param>
/// <param name="Reason">Why so many.</param>
/// <param name="Wish">What the policy wanted, before the limits.</param>
public sealed record ScalingDecision(string Pool, ScalingInput Input, int Replicas, string Reason, ScalingWish Wish)
{
    /// <summary>Gets whether another number is asked for than before.</summary>
    public bool IsChange => Replicas != Input.Desired;
}
