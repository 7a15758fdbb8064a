using System.ComponentModel.DataAnnotations;

namespace FinCluster.Inference.Simulation;

/// <summary>What goes wrong in a simulated engine.</summary>
public sealed record SimulatedFaults
{
    /// <summary>Nothing goes wrong.</summary>
    public static readonly SimulatedFaults None = new();

    /// <summary>Gets the output tokens, counted from the engine's start, after which every step fails.</summary>
    /// <value>Default null: never. Range 0 and up.</value>
    [Range(0L, long.MaxValue)]
    public long? FailAfterTokens { get; init; }

    /// <summary>Gets the output tokens, counted from the engine's start, after which a step does not end: nothing is refused, nothing comes.</summary>
    /// <value>Default null: never. Range 0 and up.</value>
    [Range(0L, long.MaxValue)]
    public long? HangAfterTokens { get; init; }

    /// <summary>Gets the factor of the time of every step.</summary>
    /// <value>Default 1. Range 0, as fast as the machine can, to 1,000,000.</value>
    [Range(0, 1e6)]
    public double Slowdown { get; init; } = 1;
}
