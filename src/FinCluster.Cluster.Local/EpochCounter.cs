namespace FinCluster.Cluster.Local;

/// <summary>Draws numbers that only grow, also from one run of the process to the next.</summary>
/// <remarks>
/// The upper bits are the epoch, which is raised on disk before the first number of a run is drawn; the lower 40 count within
/// the run. So no number needs a write of its own, and a number from before a crash is below every number after it. There is room for
/// 8 million runs of 10^12 numbers each. May be called from any thread.
/// </remarks>
/// <param name="epoch">The number of this run, 1 or more.</param>
internal sealed class EpochCounter(long epoch)
{
    private const int CounterBits = 40;

    private long _last = epoch << CounterBits;

    /// <summary>Draws the next number.</summary>
    public long Next() => Interlocked.Increment(ref _last);
}
