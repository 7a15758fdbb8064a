using System.Collections.Immutable;

namespace FinCluster.Core.Scaling.Demand;

/// <summary>Sorts times to the first token by <see cref="ModelDemand.FirstTokenBounds"/>.</summary>
public static class FirstTokenBuckets
{
    private static readonly ImmutableArray<double> Bounds = ModelDemand.FirstTokenBounds;

    /// <summary>Gets how many buckets there are: one for each bound, and one for longer times.</summary>
    public static int Count => Bounds.Length + 1;

    /// <summary>Finds the bucket of a time.</summary>
    /// <param name="seconds">The time, in seconds.</param>
    public static int Of(double seconds)
    {
        int bucket = 0;
        while (bucket < Bounds.Length && seconds > Bounds[bucket])
        {
            bucket++;
        }

        return bucket;
    }

    /// <summary>Gets the time that 99 % of the counted ones do not exceed, in seconds, as the upper bound of its bucket; null for none.</summary>
    /// <remarks>Of the last bucket nothing is known but that its times are longer than the last bound; twice that stands for them.</remarks>
    /// <param name="counts">A count for each bucket.</param>
    public static double? P99(ReadOnlySpan<long> counts)
    {
        long all = 0;
        foreach (long count in counts)
        {
            all += count;
        }

        long below = 0;
        for (int i = 0; all > 0 && i < counts.Length; i++)
        {
            below += counts[i];
            if (below >= 0.99 * all)
            {
                return i < Bounds.Length ? Bounds[i] : Bounds[^1] * 2;
            }
        }

        return null;
    }
}
