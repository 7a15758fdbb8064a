namespace FinCluster.Core.Scaling.Policies;

/// <summary>Says how many replicas a pool needs. One user at a time; time comes with the input.</summary>
public interface IScalingPolicy
{
    /// <summary>Looks at the pool. Called in the order of time.</summary>
    ScalingWish Look(ScalingInput input);
}
