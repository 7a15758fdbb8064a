namespace FinCluster.Simulation.Measures;

/// <summary>What happened in each minute.</summary>
public sealed class MinuteSeries
{
    /// <param name="minutes">How many.</param>
    public MinuteSeries(int minutes)
    {
        (Requests, InTime, Refused) = (new int[minutes], new int[minutes], new int[minutes]);
        (OutputTokens, ReadySeconds, PaidSeconds, StartingSeconds) = (new long[minutes], new double[minutes], new double[minutes], new double[minutes]);
    }

    /// <summary>Gets how many minutes there are.</summary>
    public int Count => Requests.Length;

    /// <summary>Gets the requests that came.</summary>
    public int[] Requests { get; }

    /// <summary>Gets those of them whose first token came in time.</summary>
    public int[] InTime { get; }

    /// <summary>Gets those of them that were refused.</summary>
    public int[] Refused { get; }

    /// <summary>Gets the output tokens of answers that ended.</summary>
    public long[] OutputTokens { get; }

    /// <summary>Gets the time of replicas that took requests, in seconds.</summary>
    public double[] ReadySeconds { get; }

    /// <summary>Gets the time of replicas that were paid for, in seconds.</summary>
    public double[] PaidSeconds { get; }

    /// <summary>Gets the part of that in which replicas started, in seconds.</summary>
    public double[] StartingSeconds { get; }
}
