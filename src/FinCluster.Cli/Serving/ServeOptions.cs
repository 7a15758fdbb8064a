using FinCluster.Gateway.Hosting;
using Microsoft.Extensions.Logging;

namespace FinCluster.Cli.Serving;

/// <summary>How a gateway and its nodes run on this machine.</summary>
internal sealed record ServeOptions
{
    /// <summary>Gets how the gateway serves.</summary>
    public required GatewayOptions Gateway { get; init; }

    /// <summary>Gets the engines of each node.</summary>
    public required EngineSet Engines { get; init; }

    /// <summary>Gets the number of node processes.</summary>
    public int Nodes { get; init; } = 1;

    /// <summary>Gets the folder of sessions and of what finds the server.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Gets the least level that is logged.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;
}
