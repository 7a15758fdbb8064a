namespace FinCluster.Testing.Redis;

/// <summary>One server for all tests of a class. Each test uses a cluster name of its own, so they do not see each other.</summary>
public sealed class RedisServerFixture : IRedisFixture, IAsyncDisposable
{
    private readonly SemaphoreSlim _starting = new(1);
    private RedisServer? _server;

    /// <summary>Gives the server, or skips the test when there is none on this machine.</summary>
    public async Task<RedisServer> RequireAsync()
    {
        await _starting.WaitAsync();
        try
        {
            return _server ??= await RedisServer.StartAsync();
        }
        finally
        {
            _starting.Release();
        }
    }

    /// <inheritdoc/>
    public async Task<string> RequireUriAsync() => (await RequireAsync()).Uri;

    /// <summary>Draws a cluster name that no other test uses.</summary>
    public static string NewClusterName() => $"test-{Guid.NewGuid():N}";

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _starting.Dispose();
    }
}
