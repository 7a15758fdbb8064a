using FinCluster.Testing.Processes;

namespace FinCluster.Process.Tests;

/// <summary>One real server for all tests of a class.</summary>
public sealed class SharedServer : IAsyncLifetime
{
    private ServeProcess? _server;

    /// <summary>Gets the server.</summary>
    public ServeProcess Server => _server ?? throw new InvalidOperationException("the fixture is not initialized");

    public async ValueTask InitializeAsync() => _server = await ServeProcess.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }
}
