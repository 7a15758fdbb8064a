using FinCluster.Core.Hosting;
using FinCluster.Core.Scaling.Plans;

namespace FinCluster.Scaler.Hosting;

/// <summary>How a scaler works.</summary>
public sealed record ScalerOptions
{
    /// <summary>Gets where health, metrics and decisions are served.</summary>
    public required ListenAddress Http { get; init; }

    /// <summary>Gets where KEDA is answered.</summary>
    public required ListenAddress Grpc { get; init; }

    /// <summary>Gets the pools.</summary>
    public required ScalingPlan Plan { get; init; }

    /// <summary>Gets what the scaler is called among those that could lead. No two that live are called alike.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the file to which decisions are added, one JSON object a line; null for none.</summary>
    public string? DecisionFile { get; init; }

    /// <summary>Gets how often the pools are looked at.</summary>
    /// <value>Default 1 second.</value>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets how long the lead holds unless it is taken again; another scaler leads so long after this one died.</summary>
    /// <value>Default 5 seconds.</value>
    public TimeSpan TermLifetime { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets how often what was learned is noted for the next leader.</summary>
    /// <value>Default 30 seconds.</value>
    public TimeSpan NoteInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets how long stopping may take.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
