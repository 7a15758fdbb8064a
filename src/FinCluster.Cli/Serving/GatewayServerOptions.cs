using FinCluster.Audit.Writing;
using FinCluster.Gateway.Fleet;
using FinCluster.Gateway.Hosting;
using FinCluster.Node.Hosting;
using Microsoft.Extensions.Logging;

namespace FinCluster.Cli.Serving;

/// <summary>How a gateway runs on this machine, and its nodes if it has any of its own.</summary>
internal sealed record GatewayServerOptions
{
    /// <summary>Gets how the gateway serves.</summary>
    public required GatewayOptions Gateway { get; init; }

    /// <summary>Gets what opens the control plane; the server closes it.</summary>
    public required Func<ILoggerFactory, CancellationToken, Task<ControlPlane>> OpenControlPlane { get; init; }

    /// <summary>Gets the engines of each node; null if there are no nodes.</summary>
    public EngineSet? Engines { get; init; }

    /// <summary>Gets the engines of a node of the edge tier; null if there is none.</summary>
    public EngineSet? EdgeEngines { get; init; }

    /// <summary>Gets the folder of the catalog's files, which nodes of this server use too; null for none.</summary>
    public string? ArtifactFolder { get; init; }

    /// <summary>Gets how the audit log is written; null for none.</summary>
    public AuditLogOptions? Audit { get; init; }

    /// <summary>Gets what is done with copies of audit logs.</summary>
    public AuditCopySettings AuditCopies { get; init; } = new(null, null);

    /// <summary>Gets what the names of the supervised nodes begin with; no other server of the cluster may use it.</summary>
    public string NodeNamePrefix { get; init; } = "";

    /// <summary>Gets the number of node processes that this server supervises.</summary>
    public int Nodes { get; init; }

    /// <summary>Gets how many requests for a model may wait in the gateway.</summary>
    public int MaxQueuedRequests { get; init; } = 256;

    /// <summary>Gets what changes how the gateway keeps in touch with nodes.</summary>
    public Action<NodeConnectionOptions> NodeConnection { get; init; } = _ => { };

    /// <summary>Gets how often the nodes of this server report.</summary>
    public TimeSpan ReportInterval { get; init; } = NodeOptions.DefaultReportInterval;

    /// <summary>Gets when a node of this server counts as lost although its process answers.</summary>
    public LivenessLimits Liveness { get; init; } = LivenessLimits.Default;

    /// <summary>Gets the least level that is logged.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;
}
