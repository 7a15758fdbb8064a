using FinCluster.Testing.Processes;

namespace FinCluster.Testing.Redis;

/// <summary>A real Redis Cluster: three servers with a third of the slots each, and no replicas.</summary>
public sealed class RedisCluster : IAsyncDisposable
{
    private const int Servers = 3;

    private readonly RedisServer[] _servers;

    private RedisCluster(RedisServer[] servers) => _servers = servers;

    /// <summary>Gets the address with all servers.</summary>
    public string Uri => "redis://" + string.Join(',', _servers.Select(server => server.Address));

    /// <summary>Starts a cluster that serves every slot, or skips the test when there is no Redis on this machine.</summary>
    public static async Task<RedisCluster> StartAsync()
    {
        var cluster = new RedisCluster(await Task.WhenAll(Enumerable.Range(0, Servers)
            .Select(_ => RedisServer.StartAsync(new RedisServerOptions { InCluster = true }))));
        try
        {
            await using ChildProcess creating = await ChildProcess.RunAsync(
                "redis-cli", ["--cluster", "create", .. cluster._servers.Select(server => server.Address), "--cluster-yes"]);
            Assert.True(creating.ExitCode == 0, creating.LastLines);
            foreach (RedisServer server in cluster._servers)
            {
                await Eventually.IsTrueAsync(async () => (await server.CommandAsync("CLUSTER", "INFO")).Contains("cluster_state:ok", StringComparison.Ordinal));
            }

            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (RedisServer server in _servers)
        {
            await server.DisposeAsync();
        }
    }
}
