using FinCluster.Cluster.Orleans.Silo;
using FinCluster.Core.Errors;
using FinCluster.Core.Tenants;

namespace FinCluster.Cluster.Orleans.Tenants;

/// <summary>Keeps each tenant's account in a grain, over Redis.</summary>
/// <remarks>
/// What a call has booked is in Redis before the caller hears of it, so a silo that ends takes nothing with it but the ids of what was settled: a
/// settlement that is repeated just then counts twice. When the cluster stays away calls throw <see cref="ControlPlaneUnavailableException"/>. All members may be called from any thread.
/// </remarks>
internal sealed class OrleansTenantLedger(GrainCalls calls, string clusterName) : ITenantLedger
{
    /// <inheritdoc/>
    public async ValueTask<ReserveResult> ReserveAsync(Reservation reservation, CancellationToken cancellationToken)
    {
        Check(reservation);
        ReserveReply reply = await calls.CallAsync(
            static (grains, call) => grains.GetGrain<ITenantGrain>(call.Grain).ReserveAsync(call.Message),
            (Grain: Grain(reservation.Tenant), Message: ReservationMessage.Of(reservation)),
            cancellationToken);
        return reply.ToCore();
    }

    /// <inheritdoc/>
    public ValueTask<bool> RenewAsync(Reservation reservation, long tokensSoFar, CancellationToken cancellationToken)
    {
        Check(reservation);
        return calls.CallAsync(
            static (grains, call) => grains.GetGrain<ITenantGrain>(call.Grain).RenewAsync(call.Message, call.Tokens),
            (Grain: Grain(reservation.Tenant), Message: ReservationMessage.Of(reservation), Tokens: Reservation.Clamp(tokensSoFar)),
            cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<SettleStatus> SettleAsync(Reservation reservation, long tokens, CancellationToken cancellationToken)
    {
        Check(reservation);
        return (SettleStatus)await calls.CallAsync(
            static (grains, call) => grains.GetGrain<ITenantGrain>(call.Grain).SettleAsync(call.Message, call.Tokens),
            (Grain: Grain(reservation.Tenant), Message: ReservationMessage.Of(reservation), Tokens: Reservation.Clamp(tokens)),
            cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<TenantUsage> GetUsageAsync(TenantId tenant, TenantLimits limits, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(limits);
        limits.ThrowIfInvalid();
        UsageMessage usage = await calls.CallAsync(
            static (grains, call) => grains.GetGrain<ITenantGrain>(call.Grain).GetUsageAsync(call.Limits), (Grain: Grain(tenant), Limits: LimitsMessage.Of(limits)), cancellationToken);
        return usage.ToCore();
    }

    private static void Check(Reservation reservation)
    {
        ArgumentNullException.ThrowIfNull(reservation);
        reservation.ThrowIfInvalid();
    }

    private GrainId Grain(TenantId tenant) => GrainId.Create(TenantGrain.GrainName, $"{clusterName}/{tenant}");
}
