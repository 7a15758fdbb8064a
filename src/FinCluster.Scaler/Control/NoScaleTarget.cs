using FinCluster.Core.Scaling;
using FinCluster.Core.Scaling.Plans;

namespace FinCluster.Scaler.Control;

/// <summary>Moves nothing: others ask the scaler how many replicas there should be, and make them.</summary>
public sealed class NoScaleTarget : IScaleTarget
{
    /// <inheritdoc/>
    public ValueTask<int?> ReadAsync(PoolPlan pool, CancellationToken cancellationToken) => new((int?)null);

    /// <inheritdoc/>
    public ValueTask SetAsync(PoolPlan pool, int replicas, CancellationToken cancellationToken) => default;
}
