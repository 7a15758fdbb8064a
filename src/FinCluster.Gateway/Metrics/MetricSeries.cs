namespace FinCluster.Gateway.Metrics;

/// <summary>The numbers of one instrument for one set of labels. Thread-safe.</summary>
/// <param name="bounds">Upper bounds of a histogram's buckets, ascending; null for a plain number.</param>
internal sealed class MetricSeries(IReadOnlyList<double>? bounds)
{
    private readonly Lock _gate = new();
    private readonly long[] _buckets = new long[(bounds?.Count ?? 0) + 1];
    private double _sum;
    private long _count;

    /// <summary>Adds one measurement.</summary>
    public void Record(double value)
    {
        lock (_gate)
        {
            _sum += value;
            _count++;
            _buckets[BucketOf(value)]++;
        }
    }

    /// <summary>Reads all numbers of one moment.</summary>
    public (double Sum, long Count, long[] Buckets) Read()
    {
        lock (_gate)
        {
            return (_sum, _count, [.. _buckets]);
        }
    }

    private int BucketOf(double value)
    {
        int bucket = 0;
        while (bounds is not null && bucket < bounds.Count && value > bounds[bucket])
        {
            bucket++;
        }

        return bucket;
    }
}
