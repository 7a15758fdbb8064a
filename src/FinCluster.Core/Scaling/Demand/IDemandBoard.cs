using System.Collections.Immutable;

namespace FinCluster.Core.Scaling.Demand;

/// <summary>Where gateways post what is asked of them, and the scaler reads it.</summary>
/// <remarks>
/// A post holds for its lifetime, then it is gone; a gateway's newer post replaces its older one. What is posted may be lost with a backend, since
/// it comes again within a second. All members may be called from any thread.
/// </remarks>
public interface IDemandBoard
{
    /// <summary>Posts what is asked of a gateway.</summary>
    /// <param name="demand">The demand.</param>
    /// <param name="lifetime">How long it holds.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="Errors.ControlPlaneUnavailableException">The backend is away.</exception>
    ValueTask PostAsync(GatewayDemand demand, TimeSpan lifetime, CancellationToken cancellationToken);

    /// <summary>Reads the posts of all gateways that hold now, in no order.</summary>
    /// <exception cref="Errors.ControlPlaneUnavailableException">The backend is away.</exception>
    ValueTask<ImmutableArray<GatewayDemand>> ReadAsync(CancellationToken cancellationToken);
}
