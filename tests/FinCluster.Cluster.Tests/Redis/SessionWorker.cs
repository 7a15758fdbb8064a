using System.Globalization;
using FinCluster.Cluster.Redis.Connection;
using FinCluster.Cluster.Redis.Sessions;
using FinCluster.Core.Engine;
using FinCluster.Core.Errors;
using FinCluster.Core.Sessions;
using FinCluster.Core.Tenants;
using FinCluster.Testing.Processes;
using Microsoft.Extensions.Logging.Abstractions;

namespace FinCluster.Cluster.Tests.Redis;

/// <summary>A process that writes turns into one session as quickly as it can, against others that do the same.</summary>
internal sealed class SessionWorker(ISessionStore store, SessionId session, string name)
{
    public const string Verb = "write-session";

    /// <summary>Short, so that a lease whose taker did not learn of it blocks the others only for a moment.</summary>
    private static readonly TimeSpan LeaseDuration = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(3);

    public static TenantId Tenant { get; } = new("race");

    public static ChildProcess Start(string uri, string cluster, SessionId session, string name, int turns) => ChildProcess.Start(
        Environment.ProcessPath!, [Verb, uri, cluster, session.Value, name, turns.ToString(CultureInfo.InvariantCulture)]);

    /// <summary>Writes its turns and prints the number of each when it is stored.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        RedisOptions options = RedisOptions.Parse(args[0]);
        await using RedisClient client = await RedisClient.ConnectAsync(
            options, TimeProvider.System, NullLogger.Instance, CancellationToken.None);
        var worker = new SessionWorker(new RedisSessionStore(client, args[1]), new SessionId(args[2]), args[3]);
        for (int turn = 0; turn < int.Parse(args[4], CultureInfo.InvariantCulture); turn++)
        {
            await worker.WriteAsync(turn);
            Console.WriteLine(turn);
        }

        return 0;
    }

    private async Task WriteAsync(int turn)
    {
        while (true)
        {
            AcquireResult acquired = await PersistAsync(
                () => store.AcquireAsync(Tenant, session, null, LeaseDuration, CancellationToken.None));
            if (acquired.Lease is { } lease)
            {
                ChatMessage[] messages = [new(ChatRole.User, $"{name}/{turn}")];
                CommitResult result = await PersistAsync(() => store.CommitAsync(lease, messages, CancellationToken.None));
                if (result.Status == CommitStatus.Committed)
                {
                    return;
                }
            }

            await Task.Delay(Pause, TimeProvider.System);
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
