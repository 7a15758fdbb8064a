namespace FinCluster.Simulation.Demand;

/// <summary>What is asked over time. A function of the seed: the same day is the same whenever it is asked for.</summary>
public interface IDemandTrace
{
    /// <summary>Writes the requests per second of each second of a day.</summary>
    /// <param name="start">The day's begin; a day has 24 hours.</param>
    /// <param name="rates">86,400 numbers.</param>
    void Fill(DateTimeOffset start, Span<double> rates);
}
