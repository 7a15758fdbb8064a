namespace FinCluster.Inference.Tests.Sampling;

/// <summary>Pearson's test of whether counts are spread evenly.</summary>
internal static class ChiSquare
{
    /// <summary>
    /// How many standard deviations the statistic lies above its mean. An even spread stays below 5 but once in a million
    /// times; the draws of these tests are always the same, so it is never chance.
    /// </summary>
    public static double Excess(ReadOnlySpan<int> counts)
    {
        double expected = 0;
        foreach (int count in counts)
        {
            expected += (double)count / counts.Length;
        }

        double statistic = 0;
        foreach (int count in counts)
        {
            statistic += (count - expected) * (count - expected) / expected;
        }

        double freedom = counts.Length - 1;
        return (statistic - freedom) / Math.Sqrt(2 * freedom);
    }
}
