namespace FinCluster.Benchmarks.Measuring;

/// <summary>One operation to measure.</summary>
/// <param name="Name">Its name, from the general to the special.</param>
/// <param name="Prepare">
/// Makes the operation and what it works on. The operation does so many rounds of itself and returns something that depends on all of
/// them, so that the compiler cannot leave them out.
/// </param>
internal sealed record Benchmark(string Name, Func<Func<int, long>> Prepare)
{
    /// <summary>Gets the bytes that one round reads; 0 where throughput means nothing.</summary>
    public long Bytes { get; init; }
}
