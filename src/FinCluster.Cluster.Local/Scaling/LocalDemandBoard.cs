using System.Collections.Immutable;
using FinCluster.Core.Scaling.Demand;

namespace FinCluster.Cluster.Local.Scaling;

/// <summary>The demand of the gateways of one process, in memory.</summary>
/// <remarks>All members may be called from any thread; a lock keeps them apart.</remarks>
public sealed class LocalDemandBoard(TimeProvider time) : IDemandBoard
{
    private readonly Lock _gate = new();
    private readonly DemandPosts<GatewayDemand> _posts = new(time);

    /// <inheritdoc/>
    public ValueTask PostAsync(GatewayDemand demand, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        DemandArguments.Check(demand, lifetime);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            _posts.Put(demand.Gateway, demand, lifetime);
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<ImmutableArray<GatewayDemand>> ReadAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return ValueTask.FromResult(_posts.Read());
        }
    }
}
