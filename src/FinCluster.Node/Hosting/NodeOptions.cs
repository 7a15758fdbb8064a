using FinCluster.Core.Hosting;

namespace FinCluster.Node.Hosting;

/// <summary>How a node process serves its engines.</summary>
public sealed record NodeOptions
{
    /// <summary>Gets where gRPC is served.</summary>
    public required ListenAddress Grpc { get; init; }

    /// <summary>Gets how long a draining node waits for the answers that it has begun.</summary>
    /// <value>Default 30 seconds.</value>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets the longest time between two reports to a watcher. Gateways give a node up that is silent for 500 ms.</summary>
    /// <value>Default 200 milliseconds.</value>
    public TimeSpan ReportInterval { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Gets the shortest time between two reports, however much changes.</summary>
    /// <value>Default 50 milliseconds. No longer than <see cref="ReportInterval"/>.</value>
    public TimeSpan MinReportInterval { get; init; } = TimeSpan.FromMilliseconds(50);
}
