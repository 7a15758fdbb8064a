namespace FinCluster.Core.Admission;

/// <summary>The highest of the values of the last window, or at most two. Used under its owner's lock.</summary>
/// <param name="window">How long a value counts at least.</param>
public sealed class RecentPeak(TimeSpan window)
{
    private TimeSpan _since = TimeSpan.MinValue;
    private long _before;
    private long _peak;

    /// <summary>Takes a value in and returns the peak.</summary>
    /// <param name="value">The value, 0 or more.</param>
    /// <param name="now">The time, on any clock that does not go back.</param>
    public long Add(long value, TimeSpan now)
    {
        if (_since == TimeSpan.MinValue || now - _since >= 2 * window)
        {
            (_before, _peak, _since) = (0, value, now);
        }
        else if (now - _since >= window)
        {
            (_before, _peak, _since) = (_peak, value, now);
        }
        else
        {
            _peak = Math.Max(_peak, value);
        }

        return Math.Max(_before, _peak);
    }
}
