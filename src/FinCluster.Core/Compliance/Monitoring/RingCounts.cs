namespace FinCluster.Core.Compliance.Monitoring;

/// <summary>Counts of many cells over the last while, in buckets of time that go one by one. Thread-safe; counting allocates nothing.</summary>
internal sealed class RingCounts
{
    private readonly Lock _gate = new();
    private readonly int _cells;
    private readonly int _buckets;
    private readonly long _bucketTicks;
    private readonly int[] _counts;
    private readonly long[] _totals;
    private long _newest = long.MinValue;

    /// <param name="cells">How many cells there are.</param>
    /// <param name="window">How long a count stays: between the window less one bucket, and the window.</param>
    /// <param name="buckets">In how many parts it goes.</param>
    public RingCounts(int cells, TimeSpan window, int buckets)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(buckets, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(window.Ticks, buckets);
        (_cells, _buckets, _bucketTicks) = (cells, buckets, window.Ticks / buckets);
        _counts = new int[cells * buckets];
        _totals = new long[cells];
    }

    /// <summary>Counts one in each of some cells.</summary>
    public void Add(DateTimeOffset now, ReadOnlySpan<int> cells)
    {
        lock (_gate)
        {
            MoveTo_NeedsLock(now);
            int start = (int)(_newest % _buckets) * _cells;
            foreach (int cell in cells)
            {
                _counts[start + cell]++;
                _totals[cell]++;
            }
        }
    }

    /// <summary>Copies what was counted in the last while.</summary>
    public void Read(DateTimeOffset now, Span<long> totals)
    {
        lock (_gate)
        {
            MoveTo_NeedsLock(now);
            _totals.CopyTo(totals);
        }
    }

    // A clock that goes back counts into the newest bucket.
    private void MoveTo_NeedsLock(DateTimeOffset now)
    {
        long bucket = now.UtcTicks / _bucketTicks;
        if (_newest == long.MinValue || bucket - _newest >= _buckets)
        {
            Array.Clear(_counts);
            Array.Clear(_totals);
            _newest = bucket;
        }

        while (_newest < bucket)
        {
            _newest++;
            Span<int> gone = _counts.AsSpan((int)(_newest % _buckets) * _cells, _cells);
            for (int i = 0; i < gone.Length; i++)
            {
                _totals[i] -= gone[i];
            }

            gone.Clear();
        }
    }
}
