using System.Security.Cryptography;

namespace FinCluster.Core.Tenants;

/// <summary>Names a reservation. Its holder draws it, so that a call can be repeated when its answer was lost.</summary>
/// <param name="Value">1 to 64 characters of letters, digits, '-' and '_'.</param>
public readonly record struct ReservationId(string Value)
{
    /// <summary>Draws a new id of 128 random bits.</summary>
    public static ReservationId New() => new("rsv_" + RandomNumberGenerator.GetHexString(32, lowercase: true));

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>A place among a tenant's limits for one request, held until it is settled or its lease runs out.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Tenant">Whose limits.</param>
/// <param name="Limits">The limits, as the holder knew them when it reserved.</param>
/// <param name="Tokens">The estimate: input and output tokens together.</param>
/// <param name="Lease">How long it holds after it was made or last renewed. In whole milliseconds, 1 ms to 1 hour.</param>
/// <param name="IsStream">Whether it counts among the concurrent streams; embeddings do not.</param>
public sealed record Reservation(
    ReservationId Id, TenantId Tenant, TenantLimits Limits, long Tokens, TimeSpan Lease, bool IsStream = true)
{
    /// <summary>The most tokens of one request, whether estimated or used; with it every step is exact in a double.</summary>
    public const long MaxTokens = 100_000_000;

    /// <summary>The longest lease.</summary>
    public static readonly TimeSpan MaxLease = TimeSpan.FromHours(1);

    /// <summary>Brings a count of used tokens into the range that a ledger takes.</summary>
    public static long Clamp(long tokens) => Math.Clamp(tokens, 0, MaxTokens);

    /// <summary>Throws when a value is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is.</exception>
    public void ThrowIfInvalid()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(Tokens);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Tokens, MaxTokens);
        ArgumentOutOfRangeException.ThrowIfLessThan(Lease, TimeSpan.FromMilliseconds(1));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Lease, MaxLease);
        Limits.ThrowIfInvalid();
    }
}

/// <summary>The limits of a tenant.</summary>
public enum LimitKind
{
    /// <summary><see cref="TenantLimits.RequestsPerSecond"/>.</summary>
    Requests,

    /// <summary><see cref="TenantLimits.TokensPerMinute"/>.</summary>
    Tokens,

    /// <summary><see cref="TenantLimits.ConcurrentStreams"/>.</summary>
    Streams,

    /// <summary><see cref="TenantLimits.MonthlyTokens"/>.</summary>
    Budget,
}

/// <summary>How much of its limits a tenant has left; null where there is no limit.</summary>
/// <param name="Requests">Requests that could begin at once, 0 or more.</param>
/// <param name="RequestsReset">When the bucket of requests is full again.</param>
/// <param name="Tokens">Tokens that could be reserved at once, 0 or more.</param>
/// <param name="TokensReset">When the bucket of tokens is full again.</param>
/// <param name="OpenStreams">Streams under way.</param>
/// <param name="Month">The month of <paramref name="MonthTokens"/>, as year times 100 plus month.</param>
/// <param name="MonthTokens">Tokens used in this month, those that are reserved included.</param>
public readonly record struct TenantUsage(
    long? Requests, TimeSpan? RequestsReset, long? Tokens, TimeSpan? TokensReset, int OpenStreams, int Month, long MonthTokens);

/// <summary>How an attempt to reserve ended.</summary>
/// <param name="Over">The limit that is in the way for longest; null when the reservation holds.</param>
/// <param name="RetryAfter">
/// When the same request could pass this limit: exact for the buckets and the budget, a second for streams, of which nobody knows when one
/// ends. Null when it never will: the estimate is larger than the whole limit.
/// </param>
/// <param name="Usage">What is left after the call.</param>
public readonly record struct ReserveResult(LimitKind? Over, TimeSpan? RetryAfter, TenantUsage Usage)
{
    /// <summary>Gets a value indicating whether the reservation holds.</summary>
    public bool IsAdmitted => Over is null;
}

/// <summary>How a settlement ended.</summary>
public enum SettleStatus
{
    /// <summary>The reservation was open, and is over; the difference to its estimate is booked.</summary>
    Settled,

    /// <summary>
    /// The lease had run out, or the reservation was never made because the backend was away; what was not booked before is booked now.
    /// </summary>
    SettledLate,

    /// <summary>It was settled before. Nothing changed.</summary>
    AlreadySettled,
}
