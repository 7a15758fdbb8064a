namespace FinCluster.Simulation.Engine;

/// <summary>What a replica was measured to do with a number of answers at a time.</summary>
/// <param name="Sequences">How many answers.</param>
/// <param name="TokensPerSecond">The output tokens of all of them together.</param>
/// <param name="FirstTokenSeconds">The median time to the first token, with no wait in a queue.</param>
public sealed record EngineMeasurement(int Sequences, double TokensPerSecond, double FirstTokenSeconds);
