using System.Collections.Immutable;

namespace FinCluster.Simulation.Reports;

/// <summary>What was simulated and what came of it; the same for the same options and seed.</summary>
public sealed record SimulationReport(
    SimulationSetting Setting, ImmutableArray<PolicyReport> Policies, SimulationSeries Series);

/// <summary>What was simulated.</summary>
public sealed record SimulationSetting
{
    /// <summary>Gets the scenario.</summary>
    public required string Scenario { get; init; }

    /// <summary>Gets the venue.</summary>
    public required string Venue { get; init; }

    /// <summary>Gets when the measured days begin.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>Gets the venue's offset from UTC then, in minutes.</summary>
    public required int OffsetMinutes { get; init; }

    /// <summary>Gets the measured days.</summary>
    public required int Days { get; init; }

    /// <summary>Gets the days from which was learned.</summary>
    public required int WarmUpDays { get; init; }

    /// <summary>Gets the seed.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Gets where the engine's figures come from.</summary>
    public required string EngineSource { get; init; }

    /// <summary>Gets how many answers a replica computes at a time.</summary>
    public required int Sequences { get; init; }

    /// <summary>Gets the output tokens per second of a replica with all its sequences in use.</summary>
    public required double TokensPerSecond { get; init; }

    /// <summary>Gets the share of that which is planned for.</summary>
    public required double TargetUtilization { get; init; }

    /// <summary>Gets the time to the first token that is promised, in seconds.</summary>
    public required double TtftSeconds { get; init; }

    /// <summary>Gets the median start-up time that was planned with, in seconds.</summary>
    public required double StartSeconds { get; init; }

    /// <summary>Gets the mean prompt, in tokens.</summary>
    public required double PromptTokens { get; init; }

    /// <summary>Gets the mean answer, in tokens.</summary>
    public required double OutputTokens { get; init; }

    /// <summary>Gets the largest demand, in requests per second.</summary>
    public required double PeakRequestsPerSecond { get; init; }

    /// <summary>Gets what a clairvoyant would have paid for, in replica-hours.</summary>
    public required double ClairvoyantHours { get; init; }
}
