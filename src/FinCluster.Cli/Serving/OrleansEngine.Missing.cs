using System.Net;
using FinCluster.Cluster.Redis.Connection;
using Microsoft.Extensions.Logging;

namespace FinCluster.Cli.Serving;

/// <summary>Stands in for the Orleans engine in a build whose package registry lacks Orleans.</summary>
internal static class OrleansEngine
{
    /// <summary>Gets a value indicating whether this build has the engine.</summary>
    public static bool IsAvailable => false;

    /// <summary>Never called: the command line refuses to ask for it.</summary>
    public static Task<ControlPlane> OpenAsync(
        RedisOptions redis, IPEndPoint silo, ControlPlaneRole role, ILoggerFactory loggers, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}
