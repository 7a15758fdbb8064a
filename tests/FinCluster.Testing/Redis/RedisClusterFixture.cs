namespace FinCluster.Testing.Redis;

/// <summary>One Redis Cluster for all tests of a class.</summary>
public sealed class RedisClusterFixture : IRedisFixture, IAsyncDisposable
{
    private readonly SemaphoreSlim _starting = new(1);
    private RedisCluster? _cluster;

    /// <inheritdoc/>
    public async Task<string> RequireUriAsync()
    {
        await _starting.WaitAsync();
        try
        {
            _cluster ??= await RedisCluster.StartAsync();
            return _cluster.Uri;
        }
        finally
        {
            _starting.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }

        _starting.Dispose();
    }
}
