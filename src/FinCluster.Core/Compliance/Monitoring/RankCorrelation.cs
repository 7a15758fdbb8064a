namespace FinCluster.Core.Compliance.Monitoring;

/// <summary>Spearman's rank correlation: whether two series rise and fall together, whatever their units.</summary>
public static class RankCorrelation
{
    /// <summary>Computes ρ of pairs; values that are equal share the mean of their ranks.</summary>
    /// <param name="x">The first value of each pair.</param>
    /// <param name="y">The second one.</param>
    /// <returns>−1 to 1; null for fewer than three pairs, and where one side never changes.</returns>
    /// <exception cref="ArgumentException">They have not as many values, or one is no number.</exception>
    public static double? Spearman(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        if (x.Count != y.Count)
        {
            throw new ArgumentException($"there are {x.Count} and {y.Count} values", nameof(y));
        }

        return x.Count < 3 ? null : Pearson(Ranks(x), Ranks(y));
    }

    private static double? Pearson(double[] x, double[] y)
    {
        // Ranks have the same mean on both sides.
        double mean = (x.Length + 1) / 2.0;
        double xy = 0, xx = 0, yy = 0;
        for (int i = 0; i < x.Length; i++)
        {
            xy += (x[i] - mean) * (y[i] - mean);
            xx += (x[i] - mean) * (x[i] - mean);
            yy += (y[i] - mean) * (y[i] - mean);
        }

        return xx == 0 || yy == 0 ? null : Math.Clamp(xy / Math.Sqrt(xx * yy), -1, 1);
    }

    private static double[] Ranks(IReadOnlyList<double> values)
    {
        int[] order = [.. Enumerable.Range(0, values.Count)];
        double[] sorted = [.. values];
        if (sorted.Any(double.IsNaN))
        {
            throw new ArgumentException("a value is no number", nameof(values));
        }

        Array.Sort(sorted, order);
        double[] ranks = new double[sorted.Length];
        for (int first = 0; first < sorted.Length;)
        {
            int end = first + 1;
            while (end < sorted.Length && sorted[end] == sorted[first])
            {
                end++;
            }

            for (int i = first; i < end; i++)
            {
                ranks[order[i]] = (first + 1 + end) / 2.0;
            }

            first = end;
        }

        return ranks;
    }
}
