using FinCluster.Core.Scaling.Plans;
using FinCluster.Simulation.Demand;
using FinCluster.Simulation.Engine;

namespace FinCluster.Simulation.Cluster;

/// <summary>What a run of a pool under a policy is given.</summary>
internal sealed record PoolRun
{
    /// <summary>Gets the pool.</summary>
    public required PoolPlan Pool { get; init; }

    /// <summary>Gets what decides, with what it has learned.</summary>
    public required ScalerSeat Scaler { get; init; }

    /// <summary>Gets how fast replicas are.</summary>
    public required EngineSpeeds Speeds { get; init; }

    /// <summary>Gets the KV cells that an answer may fill.</summary>
    public required int ContextTokens { get; init; }

    /// <summary>Gets the median start-up time, in seconds.</summary>
    public required double StartSeconds { get; init; }

    /// <summary>Gets the standard deviation of the start-up time's logarithm.</summary>
    public required double StartSpread { get; init; }

    /// <summary>Gets how long a replica is paid after it was taken away, in seconds.</summary>
    public required double DrainSeconds { get; init; }

    /// <summary>Gets what is asked.</summary>
    public required IDemandTrace Trace { get; init; }

    /// <summary>Gets how long prompts are.</summary>
    public required LengthDistribution Prompts { get; init; }

    /// <summary>Gets how long answers are.</summary>
    public required LengthDistribution Answers { get; init; }

    /// <summary>Gets when it begins.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>Gets how many days it lasts.</summary>
    public required int Days { get; init; }

    /// <summary>Gets how often the pool is looked at, in seconds.</summary>
    public required int TickSeconds { get; init; }

    /// <summary>Gets how many requests may wait.</summary>
    public required int QueueBound { get; init; }

    /// <summary>Gets how long a request may wait, in seconds.</summary>
    public required double QueueSeconds { get; init; }

    /// <summary>Gets the bells, and how many replicas are needed from then on.</summary>
    public required IReadOnlyList<(double At, int Needed)> Bells { get; init; }

    /// <summary>Gets the seed.</summary>
    public required ulong Seed { get; init; }
}
