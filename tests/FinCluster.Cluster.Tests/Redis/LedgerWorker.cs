using System.Globalization;
using FinCluster.Cluster.Redis.Connection;
using FinCluster.Cluster.Redis.Tenants;
using FinCluster.Core.Errors;
using FinCluster.Core.Tenants;
using FinCluster.Testing.Processes;
using Microsoft.Extensions.Logging.Abstractions;

namespace FinCluster.Cluster.Tests.Redis;

/// <summary>A process that spends one tenant's limits as quickly as it can, against others that do the same.</summary>
internal sealed class LedgerWorker(RedisClient client, ITenantLedger ledger)
{
    public const string Verb = "spend-tenant";
    public const int Streams = 5;
    public const int Estimate = 10;
    public const int Used = 7;

    /// <summary>The key of the most requests that were under way at once, as the workers counted them themselves.</summary>
    public const string MostHeldKey = "most-held";

    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    private static readonly RedisScript Enter = RedisScript.FromText(
        "enter",
        """
        local held = redis.call('INCR', KEYS[1] .. '-now')
        if held > tonumber(redis.call('GET', KEYS[1]) or '0') then
          redis.call('SET', KEYS[1], held)
        end
        return {'entered'}
        """);

    private static readonly RedisScript Leave = RedisScript.FromText("leave", "redis.call('DECR', KEYS[1] .. '-now') return {'left'}");

    public static TenantId Tenant { get; } = new("race");

    public static ChildProcess Start(string uri, string cluster, long budget) => ChildProcess.Start(
        Environment.ProcessPath!, [Verb, uri, cluster, budget.ToString(CultureInfo.InvariantCulture)]);

    /// <summary>Spends until the month's tokens are used up, and prints the number of admitted requests after each.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        await using RedisClient client = await RedisClient.ConnectAsync(
            RedisOptions.Parse(args[0]), TimeProvider.System, NullLogger.Instance, CancellationToken.None);
        var worker = new LedgerWorker(client, new RedisTenantLedger(client, args[1]));
        var limits = new TenantLimits { ConcurrentStreams = Streams, MonthlyTokens = long.Parse(args[2], CultureInfo.InvariantCulture) };
        for (int admitted = 1; await worker.SpendAsync(limits); admitted++)
        {
            Console.WriteLine(admitted);
        }

        return 0;
    }

    /// <summary>Makes one request; false when the budget is used up.</summary>
    private async Task<bool> SpendAsync(TenantLimits limits)
    {
        while (true)
        {
            var reservation = new Reservation(ReservationId.New(), Tenant, limits, Estimate, Lease);
            ReserveResult result = await PersistAsync(() => ledger.ReserveAsync(reservation, CancellationToken.None).AsTask());
            if (result.IsAdmitted)
            {
                await CountAsync(Enter);
                await CountAsync(Leave);
                await PersistAsync(() => ledger.SettleAsync(reservation, Used, CancellationToken.None).AsTask());
                return true;
            }

            // What the others have reserved and do not use comes back, so only a budget that no estimate fits into any more is used up.
            if (result.Over == LimitKind.Budget && result.Usage.OpenStreams == 0)
            {
                return false;
            }

            await Task.Delay(Pause, TimeProvider.System);
        }
    }

    // A count is for a Redis that stays: one that is killed may count twice or not at all.
    private async Task CountAsync(RedisScript script)
    {
        try
        {
            await client.EvaluateAsync(script, [MostHeldKey], [], CancellationToken.None);
        }
        catch (ControlPlaneUnavailableException)
        {
            // See above.
        }
    }

    private static async Task<T> PersistAsync<T>(Func<Task<T>> call)
    {
        while (true)
        {
            try
            {
                return await call();
            }
            catch (ControlPlaneUnavailableException)
            {
                await Task.Delay(Pause, TimeProvider.System);
            }
        }
    }
}
