using FinCluster.Core.Scaling.Plans;

namespace FinCluster.Core.Scaling;

/// <summary>What starts and ends the replicas of pools. Used by one leader at a time; all members may be called from any thread.</summary>
public interface IScaleTarget
{
    /// <summary>Reads how many replicas a pool is asked to have; null where nobody but the scaler itself knows.</summary>
    /// <exception cref="ScaleTargetException">It cannot be read now.</exception>
    ValueTask<int?> ReadAsync(PoolPlan pool, CancellationToken cancellationToken);

    /// <summary>Asks for a number of replicas. Returns when it is asked for, not when they are there. Asking again for the same changes nothing.</summary>
    /// <exception cref="ScaleTargetException">It cannot be asked for now; it may have been.</exception>
    ValueTask SetAsync(PoolPlan pool, int replicas, CancellationToken cancellationToken);
}

/// <summary>A target of scaling did not do what it was asked.</summary>
public sealed class ScaleTargetException : Exception
{
    /// <param name="message">What went wrong.</param>
    public ScaleTargetException(string message)
        : base(message)
    {
    }

    /// <param name="message">What went wrong.</param>
    /// <param name="inner">Why.</param>
    public ScaleTargetException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
