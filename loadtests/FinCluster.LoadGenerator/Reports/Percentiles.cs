namespace FinCluster.LoadGenerator.Reports;

/// <summary>The distribution of times, in milliseconds.</summary>
internal sealed record Percentiles(double Mean, double P50, double P90, double P99, double Max)
{
    /// <summary>Computes it by the nearest-rank method; all zero for no values.</summary>
    public static Percentiles Of(IEnumerable<TimeSpan> times)
    {
        double[] sorted = [.. times.Select(value => value.TotalMilliseconds).Order()];
        if (sorted.Length == 0)
        {
            return new Percentiles(0, 0, 0, 0, 0);
        }

        double At(double share) => Math.Round(sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Length) - 1)], 3);
        return new Percentiles(Math.Round(sorted.Average(), 3), At(0.5), At(0.9), At(0.99), At(1));
    }
}
