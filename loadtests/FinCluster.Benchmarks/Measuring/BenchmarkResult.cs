namespace FinCluster.Benchmarks.Measuring;

/// <summary>What was measured of one operation.</summary>
internal sealed record BenchmarkResult
{
    public required string Name { get; init; }

    /// <summary>Gets the rounds of one measurement.</summary>
    public required int Rounds { get; init; }

    public required double MedianNanoseconds { get; init; }

    public required double LeastNanoseconds { get; init; }

    public required double GreatestNanoseconds { get; init; }

    /// <summary>Gets the bytes that one round allocates; the least of all measurements, since the runtime's own add to some.</summary>
    public required double AllocatedBytes { get; init; }

    /// <summary>Gets the throughput of the median; null where it means nothing.</summary>
    public required double? MegabytesPerSecond { get; init; }

    /// <summary>Sums measurements up.</summary>
    public static BenchmarkResult Of(Benchmark benchmark, int rounds, double[] nanoseconds, double[] allocated)
    {
        double[] sorted = [.. nanoseconds.Order()];
        double median = (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
        return new BenchmarkResult
        {
            Name = benchmark.Name,
            Rounds = rounds,
            MedianNanoseconds = Math.Round(median, 1),
            LeastNanoseconds = Math.Round(sorted[0], 1),
            GreatestNanoseconds = Math.Round(sorted[^1], 1),
            AllocatedBytes = Math.Round(allocated.Min(), 2),
            MegabytesPerSecond = benchmark.Bytes == 0 ? null : Math.Round(benchmark.Bytes * 1_000 / median),
        };
    }
}
