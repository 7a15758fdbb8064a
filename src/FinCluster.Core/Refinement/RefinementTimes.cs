namespace FinCluster.Core.Refinement;

/// <summary>How long second stages took lately, and whether the time left is enough for another one. Thread-safe.</summary>
/// <remarks>
/// The estimate is the highest but a tenth of the last 32 times, so that one slow stage does not end all refinement and a bad quarter of an hour does. A stage that was given up
/// counts with the time that it had, so an estimate that is too low grows.
/// </remarks>
/// <param name="first">The estimate before anything was measured.</param>
public sealed class RefinementTimes(TimeSpan first)
{
    private const int Window = 32;
    private const double Quantile = 0.9;

    // While stages are left out nothing is measured, so an estimate that is too high must come down by itself.
    private const int SkipsPerTrial = 16;

    private readonly Lock _gate = new();
    private readonly TimeSpan[] _times = new TimeSpan[Window];
    private int _count;
    private int _next;
    private int _skips;

    /// <summary>Gets the estimate.</summary>
    public TimeSpan Estimate
    {
        get
        {
            lock (_gate)
            {
                return Estimate_NeedsLock();
            }
        }
    }

    /// <summary>Notes how long a second stage took.</summary>
    public void Add(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        lock (_gate)
        {
            _times[_next] = time;
            _next = (_next + 1) % Window;
            _count = Math.Min(Window, _count + 1);
            _skips = 0;
        }
    }

    /// <summary>Says whether a second stage should begin.</summary>
    /// <param name="timeLeft">The time until the deadline; null for no deadline.</param>
    public bool Allows(TimeSpan? timeLeft)
    {
        if (timeLeft is not { } left)
        {
            return true;
        }

        lock (_gate)
        {
            TimeSpan estimate = Estimate_NeedsLock();
            if (left >= estimate)
            {
                return true;
            }

            // Every now and then one begins with half of the estimate: if it ends in time, the estimate was too high.
            if (left < estimate / 2 || ++_skips < SkipsPerTrial)
            {
                return false;
            }

            _skips = 0;
            return true;
        }
    }

    private TimeSpan Estimate_NeedsLock()
    {
        if (_count == 0)
        {
            return first;
        }

        Span<TimeSpan> sorted = stackalloc TimeSpan[_count];
        _times.AsSpan(0, _count).CopyTo(sorted);
        sorted.Sort();
        return sorted[Math.Min(_count - 1, (int)(_count * Quantile))];
    }
}
