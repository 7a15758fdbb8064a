namespace FinCluster.Core.Compliance.Monitoring;

/// <summary>The population stability index (PSI): how far one distribution over the same bins lies from another.</summary>
/// <remarks>
/// <para>Σ (aᵢ − eᵢ) · ln(aᵢ / eᵢ) over the shares of the bins: 0 for equal shares, the same in both directions, without an upper end.</para>
/// <para>
/// Each bin begins with half a count, so that a bin that one side has never seen is a large difference and not an infinite one. Chance alone makes the index
/// of two samples of one distribution about (bins − 1) · (1/n + 1/m): two samples of 500 over 16 bins are at 0.06 on average.
/// </para>
/// </remarks>
public static class PopulationStability
{
    // Jeffreys' prior of a share.
    private const double Prior = 0.5;

    /// <summary>Computes the index of counts.</summary>
    /// <param name="expected">How often each bin was met before.</param>
    /// <param name="actual">How often each is met now.</param>
    /// <returns>0 or more; 0 when either side has counted nothing, of which nothing can be said.</returns>
    /// <exception cref="ArgumentException">They have not as many bins, or a count is negative.</exception>
    public static double Index(ReadOnlySpan<long> expected, ReadOnlySpan<long> actual)
    {
        if (expected.Length != actual.Length)
        {
            throw new ArgumentException($"there are {expected.Length} bins before and {actual.Length} now", nameof(actual));
        }

        long before = Sum(expected), now = Sum(actual);
        if (before == 0 || now == 0)
        {
            return 0;
        }

        double priors = Prior * expected.Length;
        double index = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            double e = (expected[i] + Prior) / (before + priors);
            double a = (actual[i] + Prior) / (now + priors);
            index += (a - e) * Math.Log(a / e);
        }

        return index;
    }

    private static long Sum(ReadOnlySpan<long> counts)
    {
        long sum = 0;
        foreach (long count in counts)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(count);
            sum += count;
        }

        return sum;
    }
}
