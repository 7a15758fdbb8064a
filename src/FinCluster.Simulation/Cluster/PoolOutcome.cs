using FinCluster.Simulation.Measures;

namespace FinCluster.Simulation.Cluster;

/// <summary>What became of the requests of a run, and of its replicas.</summary>
/// <param name="minutes">How many minutes it lasts.</param>
internal sealed class PoolOutcome(int minutes)
{
    /// <summary>Gets what happened in each minute.</summary>
    public MinuteSeries Minutes { get; } = new(minutes);

    /// <summary>Gets the times to the first token.</summary>
    public LatencyHistogram FirstTokens { get; } = new();

    /// <summary>Gets how long before each bell there were enough replicas, in seconds.</summary>
    public List<double> BellMargins { get; } = [];

    /// <summary>Gets or sets the requests that were answered to the end.</summary>
    public long Answers { get; set; }

    /// <summary>Gets or sets the requests whose first token came in time.</summary>
    public long InTime { get; set; }

    /// <summary>Gets or sets the requests that were refused, because too many waited or they had waited too long.</summary>
    public long Refused { get; set; }

    /// <summary>Gets or sets the time that requests waited before they were begun, in seconds.</summary>
    public double WaitSeconds { get; set; }

    /// <summary>Gets or sets the output tokens.</summary>
    public long OutputTokens { get; set; }

    /// <summary>Gets or sets the most requests that waited when the pool was looked at.</summary>
    public int MostQueued { get; set; }

    /// <summary>Gets or sets how often another number of replicas was asked for.</summary>
    public int ScaleActions { get; set; }
}
