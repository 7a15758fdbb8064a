using FinCluster.Core.Tenants;

namespace FinCluster.Gateway.Admission;

/// <summary>A reservation and what its request has used so far. One request counts; the clerk reads meanwhile.</summary>
internal sealed class MeteredRequest(Reservation reservation, LedgerClerk clerk)
{
    private long _tokens;
    private int _settled;

    /// <summary>Gets the reservation.</summary>
    public Reservation Reservation => reservation;

    /// <summary>Gets the input and output tokens so far.</summary>
    public long TokensSoFar => Volatile.Read(ref _tokens);

    /// <summary>Counts tokens.</summary>
    public void Add(int tokens) => Interlocked.Add(ref _tokens, tokens);

    /// <summary>Books what was used and ends the reservation; only the first call does.</summary>
    public ValueTask SettleAsync() => Interlocked.Exchange(ref _settled, 1) == 0
        ? clerk.SettleAsync(reservation, TokensSoFar)
        : ValueTask.CompletedTask;
}
