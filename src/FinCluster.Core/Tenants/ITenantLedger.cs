using FinCluster.Core.Errors;

namespace FinCluster.Core.Tenants;

/// <summary>Keeps what each tenant uses of its limits: requests/s, tokens/min, concurrent streams and the month's tokens.</summary>
/// <remarks>
/// <para>
/// A request is reserved with an estimate before it begins, and settled with the tokens that it really used when it is over, however it ended.
/// <see cref="TenantAccount"/> is the definition of every step; a backend does what it does, in one atomic step for each call.
/// </para>
/// <para>Thread-safety: all members may be called from any thread, of any gateway that shares the backend.</para>
/// <para>
/// Order: the calls for one tenant are totally ordered; those for different tenants are not. No call waits for a place: it is admitted or
/// refused at once. So never more is admitted than the limits allow, whatever the number of gateways.
/// </para>
/// <para>
/// Repeating: reserving an id again that is known is admitted and books nothing; settling again books nothing. So a caller repeats a call whose answer
/// was lost. An id is forgotten <see cref="TenantAccount.SettledRetention"/> after it was settled.
/// </para>
/// <para>
/// Crash of a gateway: its reservations are reclaimed when their leases run out. Each is then settled with the tokens of its last
/// renewal, of which there may be none. A holder that was only slow or cut off may still renew it, which opens it again, or settle it,
/// which books what is missing; it can do so for <see cref="TenantAccount.ReclaimedRetention"/>.
/// </para>
/// <para>
/// Crash of the backend: see the backend. The buckets may begin full; the month's tokens survive, up to what the backend says it may lose.
/// </para>
/// <para>
/// Backend away: calls throw <see cref="ControlPlaneUnavailableException"/>. Who lets a request run nevertheless settles it later with
/// <see cref="SettleAsync"/>, without a reservation, so that it counts.
/// </para>
/// <para>Cancellation: a cancelled call took effect as a whole or not at all. Time is the backend's, never a caller's clock.</para>
/// </remarks>
public interface ITenantLedger
{
    /// <summary>Books a request with its estimate, or says which limit is in the way.</summary>
    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    ValueTask<ReserveResult> ReserveAsync(Reservation reservation, CancellationToken cancellationToken);

    /// <summary>Lets a reservation hold for its lease from now on.</summary>
    /// <param name="reservation">The reservation, as it was made.</param>
    /// <param name="tokensSoFar">The input and output tokens that it has used; what is charged if its holder dies.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>False when there is nothing to renew: it is settled, or unknown.</returns>
    ValueTask<bool> RenewAsync(Reservation reservation, long tokensSoFar, CancellationToken cancellationToken);

    /// <summary>Ends a reservation and books the tokens that the request really used, more or less than the estimate.</summary>
    /// <remarks>More than the estimate may leave a bucket in debt; the tenant's next requests wait until it is paid.</remarks>
    /// <param name="reservation">The reservation, as it was made.</param>
    /// <param name="tokens">All input and output tokens; 0 when it never ran.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    ValueTask<SettleStatus> SettleAsync(Reservation reservation, long tokens, CancellationToken cancellationToken);

    /// <summary>Reads what a tenant has left of its limits.</summary>
    ValueTask<TenantUsage> GetUsageAsync(TenantId tenant, TenantLimits limits, CancellationToken cancellationToken);
}
