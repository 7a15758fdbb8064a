using System.Diagnostics;

namespace FinCluster.Benchmarks.Measuring;

/// <summary>Measures operations on the calling thread.</summary>
/// <param name="repeats">Measurements of each operation.</param>
/// <param name="length">How long one measurement takes, about.</param>
/// <param name="time">The clock.</param>
internal sealed class Harness(int repeats, TimeSpan length, TimeProvider time)
{
    // The compiler replaces a method after 30 calls and 100 ms of quiet; loops are replaced while they run.
    private static readonly TimeSpan WarmUp = TimeSpan.FromMilliseconds(600);

    private long _sink;

    /// <summary>Warms up, finds how many rounds fill a measurement, and measures.</summary>
    public BenchmarkResult Run(Benchmark benchmark, CancellationToken cancellationToken)
    {
        Func<int, long> operation = benchmark.Prepare();
        int rounds = Calibrate(operation);
        var nanoseconds = new double[repeats];
        var allocated = new double[repeats];
        for (int i = 0; i < repeats; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            GC.Collect();
            long before = GC.GetAllocatedBytesForCurrentThread();
            long started = time.GetTimestamp();
            _sink ^= operation(rounds);
            TimeSpan elapsed = time.GetElapsedTime(started);
            allocated[i] = (double)(GC.GetAllocatedBytesForCurrentThread() - before) / rounds;
            nanoseconds[i] = elapsed.TotalNanoseconds / rounds;
        }

        GC.KeepAlive(_sink);
        return BenchmarkResult.Of(benchmark, rounds, nanoseconds, allocated);
    }

    private int Calibrate(Func<int, long> operation)
    {
        long started = time.GetTimestamp();
        int rounds = 1;
        TimeSpan last;
        do
        {
            long begin = time.GetTimestamp();
            _sink ^= operation(rounds);
            last = time.GetElapsedTime(begin);
            rounds = last < length / 4 ? rounds * 2 : rounds;
        }
        while (time.GetElapsedTime(started) < WarmUp || last < length / 4);

        Debug.Assert(last > TimeSpan.Zero, "the loop ends only then");
        return Math.Max(1, (int)Math.Min(int.MaxValue, rounds * (length / last)));
    }
}
