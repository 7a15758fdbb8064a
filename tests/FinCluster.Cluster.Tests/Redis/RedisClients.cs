using FinCluster.Cluster.Redis.Connection;
using FinCluster.Testing.Redis;

namespace FinCluster.Cluster.Tests.Redis;

/// <summary>The connections of one test, under a cluster name that no other test uses.</summary>
internal sealed class RedisClients(IRedisFixture fixture) : IAsyncDisposable
{
    private readonly List<RedisClient> _clients = [];

    public string Cluster { get; } = RedisServerFixture.NewClusterName();

    public RedisClient First => _clients[0];

    /// <summary>Makes another connection.</summary>
    public async Task<RedisClient> ConnectAsync()
    {
        RedisClient client = await TestRedis.ConnectPatientlyAsync(await fixture.RequireUriAsync());
        _clients.Add(client);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (RedisClient client in _clients)
        {
            await client.DisposeAsync();
        }
    }
}
