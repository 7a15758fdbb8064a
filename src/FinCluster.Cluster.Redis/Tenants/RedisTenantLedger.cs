using System.Globalization;
using FinCluster.Cluster.Redis.Connection;
using FinCluster.Core.Tenants;

namespace FinCluster.Cluster.Redis.Tenants;

/// <summary>The ledger that all gateways share: one account of each tenant in Redis.</summary>
/// <remarks>
/// Every call is one script in the tenant's slot, by the clock of the server. Crash: with appendfsync always nothing that was answered is lost,
/// reservations and buckets included; otherwise what Redis says it may lose, and an empty Redis begins with full buckets and a month that
/// cost nothing. All members may be called from any thread.
/// </remarks>
internal sealed class RedisTenantLedger(RedisClient client, string clusterName) : ITenantLedger
{
    private static readonly RedisScript Script = RedisScript.Repeatable("ledger");

    private readonly RedisKeyspace _keys = new(clusterName);

    /// <inheritdoc/>
    public async ValueTask<ReserveResult> ReserveAsync(Reservation reservation, CancellationToken cancellationToken)
    {
        RedisReply reply = await CallAsync("reserve", reservation, 0, cancellationToken);
        LimitKind? over = reply.Status switch
        {
            "admitted" => null,
            "requests" => LimitKind.Requests,
            "tokens" => LimitKind.Tokens,
            "streams" => LimitKind.Streams,
            "budget" => LimitKind.Budget,
            _ => throw new InvalidDataException($"Redis answered a reservation with '{reply.Status}'."),
        };
        long wait = reply.Number(1);
        return new ReserveResult(over, over is null || wait < 0 ? null : FromMicros(wait), Usage(reply));
    }

    /// <inheritdoc/>
    public async ValueTask<bool> RenewAsync(Reservation reservation, long tokensSoFar, CancellationToken cancellationToken) =>
        (await CallAsync("renew", reservation, tokensSoFar, cancellationToken)).Status == "renewed";

    /// <inheritdoc/>
    public async ValueTask<SettleStatus> SettleAsync(Reservation reservation, long tokens, CancellationToken cancellationToken) =>
        (await CallAsync("settle", reservation, tokens, cancellationToken)).Status switch
        {
            "settled" => SettleStatus.Settled,
            "late" => SettleStatus.SettledLate,
            _ => SettleStatus.AlreadySettled,
        };

    /// <inheritdoc/>
    public async ValueTask<TenantUsage> GetUsageAsync(TenantId tenant, TenantLimits limits, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(limits);
        var nothing = new Reservation(new ReservationId(""), tenant, limits, 0, Reservation.MaxLease);
        return Usage(await CallAsync("usage", nothing, 0, cancellationToken));
    }

    private static TenantUsage Usage(RedisReply reply) => new(
        NumberOrNull(reply, 2),
        NumberOrNull(reply, 3) is { } requestsReset ? FromMicros(requestsReset) : null,
        NumberOrNull(reply, 4),
        NumberOrNull(reply, 5) is { } tokensReset ? FromMicros(tokensReset) : null,
        (int)reply.Number(6),
        (int)reply.Number(7),
        reply.Number(8));

    private static long? NumberOrNull(RedisReply reply, int index) => reply.TextOrNull(index) is null ? null : reply.Number(index);

    private static TimeSpan FromMicros(long micros) => TimeSpan.FromTicks(micros * TimeSpan.TicksPerMicrosecond);

    private static string[] Arguments(string operation, Reservation reservation, long used)
    {
        TenantLimits limits = reservation.Limits;
        BucketRule? requests = limits.RequestsPerSecond is { } rate ? BucketRule.ForRequests(rate) : null;
        BucketRule? tokens = limits.TokensPerMinute is { } perMinute ? BucketRule.ForTokens(perMinute) : null;
        return
        [
            operation,
            reservation.Id.Value,
            Text(reservation.Tokens),
            Text(LedgerTime.ToMicros(reservation.Lease)),
            Text(reservation.IsStream ? 1 : 0),
            Text(limits.ConcurrentStreams),
            Text(limits.MonthlyTokens),
            Text(LedgerTime.ToMicros(TenantAccount.SettledRetention)),
            Text(LedgerTime.ToMicros(TenantAccount.ReclaimedRetention)),
            Text(requests?.Amount),
            Text(requests?.PeriodMicros),
            Text(requests?.Burst),
            Text(tokens?.Amount),
            Text(tokens?.PeriodMicros),
            Text(tokens?.Burst),
            Text(Reservation.Clamp(used)),
        ];
    }

    // Lua reads an empty text as no number.
    private static string Text(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";

    private async Task<RedisReply> CallAsync(string operation, Reservation reservation, long used, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reservation);
        reservation.ThrowIfInvalid();
        string prefix = _keys.OfTenant(reservation.Tenant.Value) + "ledger:";
        return await client.EvaluateAsync(
            Script, [prefix + "account", prefix + "entries", prefix + "due"], Arguments(operation, reservation, used), cancellationToken);
    }
}
