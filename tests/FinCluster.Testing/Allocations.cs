namespace FinCluster.Testing;

/// <summary>What code allocates.</summary>
public static class Allocations
{
    private const int CountedRuns = 5;

    /// <summary>How often work runs: one run is not counted, for what is made once.</summary>
    public const int Runs = CountedRuns + 1;

    /// <summary>Gets the bytes of managed memory that work allocates on this thread: those of the quietest of its runs.</summary>
    /// <remarks>In some run the runtime replaces code that it has compiled anew, and allocates for itself; what the work allocates is there each time.</remarks>
    /// <param name="work">Runs on this thread alone and does the same each time.</param>
    public static long Least(Action work)
    {
        work();
        long least = long.MaxValue;
        for (int i = 0; i < CountedRuns; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            work();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
