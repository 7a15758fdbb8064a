using FinCluster.Core.Engine;

namespace FinCluster.Node.Reports;

/// <summary>Makes tokens per second of an engine's counters. Used by one thread at a time.</summary>
internal sealed class ThroughputMeter(TimeProvider time)
{
    /// <summary>Over how much time a mean is taken: long enough for a few steps of a large model, short enough for routing.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(2);

    private readonly Queue<Sample> _samples = new();

    /// <summary>Takes a sample and returns the rates since the newest sample that is a window old, or else since the oldest.</summary>
    /// <returns>Tokens per second.</returns>
    public (double Prefill, double Decode) Measure(EngineStatistics statistics)
    {
        var now = new Sample(time.GetTimestamp(), statistics.PrefilledTokens, statistics.GeneratedTokens);
        _samples.Enqueue(now);
        while (_samples.Count > 2 && time.GetElapsedTime(_samples.ElementAt(1).Timestamp, now.Timestamp) >= Window)
        {
            _samples.Dequeue();
        }

        Sample first = _samples.Peek();
        double seconds = time.GetElapsedTime(first.Timestamp, now.Timestamp).TotalSeconds;
        return seconds > 0 ? ((now.Prefilled - first.Prefilled) / seconds, (now.Generated - first.Generated) / seconds) : (0, 0);
    }

    private readonly record struct Sample(long Timestamp, long Prefilled, long Generated);
}
