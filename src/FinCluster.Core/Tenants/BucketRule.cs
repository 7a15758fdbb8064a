namespace FinCluster.Core.Tenants;

/// <summary>How a token bucket fills: <paramref name="Amount"/> units in each <paramref name="PeriodMicros"/>, up to <paramref name="Burst"/> units.</summary>
/// <remarks>
/// A bucket's level is counted in grains, of which a unit has <paramref name="PeriodMicros"/>. In this measure a bucket gains exactly
/// <paramref name="Amount"/> grains in a microsecond, so nothing is ever rounded and no bucket drifts. The ranges of
/// <see cref="TenantLimits"/> keep every level below 2^53, which a double, and so a Lua number, holds exactly.
/// </remarks>
/// <param name="Amount">Units that come in a period; also the grains that come in a microsecond. 1 or more.</param>
/// <param name="PeriodMicros">The period, in microseconds; also the grains of a unit.</param>
/// <param name="Burst">The units of a full bucket.</param>
public readonly record struct BucketRule(long Amount, long PeriodMicros, long Burst)
{
    private const long RequestsPeriodMicros = 1_000_000_000;
    private const long TokensPeriodMicros = 60_000_000;

    /// <summary>Gets the grains of a full bucket.</summary>
    public long Capacity => Burst * PeriodMicros;

    /// <summary>
    /// The bucket of requests: a thousand times the limit in each 1,000 s, so that a limit may have three decimals. It holds a second's
    /// requests, rounded up.
    /// </summary>
    public static BucketRule ForRequests(decimal perSecond) =>
        new((long)(perSecond * 1_000), RequestsPeriodMicros, (long)Math.Ceiling(perSecond));

    /// <summary>The bucket of tokens. It holds a minute's tokens.</summary>
    public static BucketRule ForTokens(long perMinute) => new(perMinute, TokensPeriodMicros, perMinute);
}
