using System.Collections.Immutable;
using FinCluster.Core.Scaling.Plans;
using FinCluster.Simulation.Demand;
using FinCluster.Simulation.Engine;

namespace FinCluster.Simulation.Scenarios;

/// <summary>What is simulated.</summary>
public sealed record SimulationOptions
{
    /// <summary>Gets the venue whose investors ask.</summary>
    public string Venue { get; init; } = "XSHG";

    /// <summary>Gets the first day that is measured, at the venue.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>Gets how many days are measured.</summary>
    public int Days { get; init; } = 1;

    /// <summary>Gets the days before them from which the forecast learns, as it would have in production.</summary>
    public int WarmUpDays { get; init; } = 28;

    /// <summary>Gets the requests of a usual trading day.</summary>
    public double RequestsPerDay { get; init; } = 2_000_000;

    /// <summary>Gets how many times as much is asked from one second to the next when the opening auction begins; 0 for a slow rise.</summary>
    public double Step { get; init; } = 20;

    /// <summary>Gets the standard deviation of the logarithm of a day's level.</summary>
    public double DaySpread { get; init; } = 0.15;

    /// <summary>Gets the standard deviation of the logarithm of the noise from minute to minute.</summary>
    public double NoiseSpread { get; init; } = 0.05;

    /// <summary>Gets a recorded trace in place of the synthetic one.</summary>
    public FileTrace? Trace { get; init; }

    /// <summary>Gets the engine.</summary>
    public EngineProfile Engine { get; init; } = EngineProfile.Shipped;

    /// <summary>Gets the pool of a scaling plan; null for one that suits the engine and the demand.</summary>
    public PoolPlan? Pool { get; init; }

    /// <summary>Gets the policies to compare.</summary>
    public ImmutableArray<PolicyKind> Policies { get; init; } = [PolicyKind.Static, PolicyKind.Reactive, PolicyKind.Schedule, PolicyKind.Calendar];

    /// <summary>Gets whether it is also found how many replicas the reactive policy must always have so that 99.9 % of requests begin in time.</summary>
    public bool EqualService { get; init; }

    /// <summary>Gets the share of a replica's speed that is planned for, in a pool that is not of a plan.</summary>
    /// <value>More than the default of a plan: in a pool of some dozen replicas chance evens out.</value>
    public double TargetUtilization { get; init; } = 0.9;

    /// <summary>Gets the least that forecasts are raised by, in a pool that is not of a plan.</summary>
    public double SafetyShare { get; init; } = 0.05;

    /// <summary>Gets what is unusual.</summary>
    public Scenario Scenario { get; init; }

    /// <summary>Gets how long prompts are.</summary>
    /// <value>An assumption after short questions about finance: the median of a collection of them is 52 characters, about 30 tokens, with 20 of the chat template.</value>
    public LengthDistribution Prompts { get; init; } = LengthDistribution.LogNormal(50, 0.8, 1024);

    /// <summary>Gets how long answers are; an assumption.</summary>
    public LengthDistribution Answers { get; init; } = LengthDistribution.LogNormal(100, 0.6, 1024);

    /// <summary>Gets how often the scaler looks at the pool, in seconds; a divisor of 60.</summary>
    public int TickSeconds { get; init; } = 1;

    /// <summary>Gets how many requests may wait.</summary>
    /// <value>As many as in a gateway by default.</value>
    public int QueueBound { get; init; } = 1024;

    /// <summary>Gets how long a request may wait, in seconds.</summary>
    /// <value>As long as in a gateway by default.</value>
    public double QueueSeconds { get; init; } = 30;

    /// <summary>Gets how long the lead of a dead scaler still holds, in seconds.</summary>
    public double LeaseSeconds { get; init; } = 5;

    /// <summary>Gets the seed.</summary>
    public ulong Seed { get; init; } = 1;
}
