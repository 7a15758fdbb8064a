using FinCluster.Core.Tenants;

namespace FinCluster.Cluster.Orleans.Tenants;

/// <summary>The limits that are counted.</summary>
[GenerateSerializer]
[Immutable]
[Alias("fincluster.tenant.limits")]
internal readonly record struct LimitsMessage(
    [property: Id(0)] decimal? RequestsPerSecond, [property: Id(1)] long? TokensPerMinute, [property: Id(2)] int? ConcurrentStreams,
    [property: Id(3)] long? MonthlyTokens)
{
    public static LimitsMessage Of(TenantLimits limits) =>
        new(limits.RequestsPerSecond, limits.TokensPerMinute, limits.ConcurrentStreams, limits.MonthlyTokens);

    public TenantLimits ToCore() => new()
    {
        RequestsPerSecond = RequestsPerSecond,
        TokensPerMinute = TokensPerMinute,
        ConcurrentStreams = ConcurrentStreams,
        MonthlyTokens = MonthlyTokens,
    };
}

/// <summary>A reservation; whose it is says the grain's key.</summary>
[GenerateSerializer]
[Immutable]
[Alias("fincluster.tenant.reservation")]
internal readonly record struct ReservationMessage(
    [property: Id(0)] string Id, [property: Id(1)] LimitsMessage Limits, [property: Id(2)] long Tokens, [property: Id(3)] TimeSpan Lease,
    [property: Id(4)] bool IsStream)
{
    public static ReservationMessage Of(Reservation reservation) =>
        new(reservation.Id.Value, LimitsMessage.Of(reservation.Limits), reservation.Tokens, reservation.Lease, reservation.IsStream);

    public Reservation ToCore(TenantId tenant) => new(new ReservationId(Id), tenant, Limits.ToCore(), Tokens, Lease, IsStream);
}

/// <summary>What is left of a tenant's limits; see <see cref="TenantUsage"/>.</summary>
[GenerateSerializer]
[Immutable]
[Alias("fincluster.tenant.usage")]
internal readonly record struct UsageMessage(
    [property: Id(0)] long? Requests, [property: Id(1)] TimeSpan? RequestsReset, [property: Id(2)] long? Tokens,
    [property: Id(3)] TimeSpan? TokensReset, [property: Id(4)] int OpenStreams, [property: Id(5)] int Month, [property: Id(6)] long MonthTokens)
{
    public static UsageMessage Of(TenantUsage usage) => new(
        usage.Requests, usage.RequestsReset, usage.Tokens, usage.TokensReset, usage.OpenStreams, usage.Month, usage.MonthTokens);

    public TenantUsage ToCore() => new(Requests, RequestsReset, Tokens, TokensReset, OpenStreams, Month, MonthTokens);
}

/// <summary>How a reservation ended; the limit in the way is the number of LimitKind, null when it is booked.</summary>
[GenerateSerializer]
[Immutable]
[Alias("fincluster.tenant.reserved")]
internal readonly record struct ReserveReply(
    [property: Id(0)] int? Over, [property: Id(1)] TimeSpan? RetryAfter, [property: Id(2)] UsageMessage Usage)
{
    public static ReserveReply Of(ReserveResult result) => new((int?)result.Over, result.RetryAfter, UsageMessage.Of(result.Usage));

    public ReserveResult ToCore() => new((LimitKind?)Over, RetryAfter, Usage.ToCore());
}
