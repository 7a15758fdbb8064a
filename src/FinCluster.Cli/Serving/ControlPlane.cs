using FinCluster.Cluster.Local;
using FinCluster.Cluster.Redis;
using FinCluster.Cluster.Redis.Connection;
using FinCluster.Cluster.Redis.Fleet;
using FinCluster.Core.Errors;
using FinCluster.Core.Fleet;
using FinCluster.Core.Sessions;
using Microsoft.Extensions.Logging;

namespace FinCluster.Cli.Serving;

/// <summary>The ports of the control plane over one backend. Owns what it has opened.</summary>
internal sealed class ControlPlane : IAsyncDisposable
{
    private readonly Stack<object> _owned = new();

    private ControlPlane()
    {
    }

    /// <summary>Gets who is alive.</summary>
    public required IFleet Fleet { get; init; }

    /// <summary>Gets the conversations.</summary>
    public required ISessionStore Sessions { get; init; }

    /// <summary>Opens the control plane of one machine.</summary>
    /// <param name="dataFolder">Where its files are.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="DataFolderException">The data folder is not usable.</exception>
    public static async Task<ControlPlane> OpenLocalAsync(string dataFolder, CancellationToken cancellationToken)
    {
        var folder = LocalDataFolder.Open(dataFolder);
        try
        {
            SqliteSessionStore sessions = await SqliteSessionStore.OpenAsync(folder, TimeProvider.System, cancellationToken);
            var plane = new ControlPlane { Fleet = new LocalFleet(), Sessions = sessions };
            plane._owned.Push(folder);
            plane._owned.Push(sessions);
            return plane;
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Opens the control plane of many machines.</summary>
    /// <param name="redis">The Redis that holds it.</param>
    /// <param name="loggers">Take its log.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ControlPlaneUnavailableException">Redis does not answer: a server begins only with a control plane.</exception>
    public static async Task<ControlPlane> OpenRedisAsync(RedisOptions redis, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        RedisControlPlane backend = await RedisControlPlane.ConnectAsync(
            redis, new RedisFleetOptions(), TimeProvider.System, loggers, cancellationToken);
        try
        {
            await backend.PingAsync(cancellationToken);
            var plane = new ControlPlane { Fleet = backend.Fleet, Sessions = backend.Sessions };
            plane._owned.Push(backend);
            return plane;
        }
        catch
        {
            await backend.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        while (_owned.TryPop(out object? part))
        {
            if (part is IAsyncDisposable asynchronous)
            {
                await asynchronous.DisposeAsync();
            }
            else
            {
                ((IDisposable)part).Dispose();
            }
        }
    }
}
