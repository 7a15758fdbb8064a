namespace FinCluster.Core.Tenants;

/// <summary>The state of a token bucket: a level in grains at a moment. See <see cref="BucketRule"/> for grains.</summary>
/// <remarks>
/// <para>All of it is integer arithmetic without rounding, so another language gets the same numbers. In Lua, with doubles:</para>
/// <code>
/// -- refill
/// if now > updated then
///   level = math.min(capacity, level + (now - updated) * amount)
///   updated = now
/// end
/// -- wait for `units`, in microseconds
/// local missing = units * period - level
/// local wait = 0
/// if missing > 0 then
///   wait = math.floor(missing / amount)
///   if wait * amount &lt; missing then wait = wait + 1 end
/// end
/// </code>
/// <para>
/// A product that is too large for a double to be exact is larger than every capacity, so the minimum is exact all the same. A clock that went back
/// changes nothing until it has caught up.
/// </para>
/// </remarks>
/// <param name="Level">The grains in it; below zero it is in debt.</param>
/// <param name="UpdatedMicros">The moment of the level, on the clock of whoever keeps the bucket.</param>
public readonly record struct TokenBucket(long Level, long UpdatedMicros)
{
    /// <summary>A full bucket.</summary>
    public static TokenBucket Full(BucketRule rule, long nowMicros) => new(rule.Capacity, nowMicros);

    /// <summary>Adds what has come since the last update. A level above the capacity, as after a limit was lowered, is cut.</summary>
    public TokenBucket Refill(BucketRule rule, long nowMicros)
    {
        long elapsed = Math.Max(0, nowMicros - UpdatedMicros);
        Int128 level = Level + ((Int128)elapsed * rule.Amount);
        return new TokenBucket((long)Int128.Min(rule.Capacity, level), UpdatedMicros + elapsed);
    }

    /// <summary>Takes units out, or puts a negative number back in; never above the capacity, as deep below zero as it takes.</summary>
    public TokenBucket Take(BucketRule rule, long units) => this with { Level = Math.Min(rule.Capacity, Level - (units * rule.PeriodMicros)) };

    /// <summary>Gets how many whole units could be taken now, 0 or more.</summary>
    public long Available(BucketRule rule) => Math.Max(0, Level) / rule.PeriodMicros;

    /// <summary>Gets how long it takes until <paramref name="units"/> are in it: the fewest microseconds, 0 when they are.</summary>
    public long WaitMicros(BucketRule rule, long units)
    {
        long missing = (units * rule.PeriodMicros) - Level;
        return missing <= 0 ? 0 : ((missing - 1) / rule.Amount) + 1;
    }
}
