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
}
