namespace FinCluster.Core.Engine;

/// <summary>Decides from samples of an engine's counters whether it stands still although it has work. Used by one thread at a time.</summary>
/// <remarks>
/// Work is a request that the engine could compute: one that runs and whose reader keeps up, or one that waits while not all that run are
/// paused. Progress is a prefilled token, a generated one, or a call of the model that has ended.
/// </remarks>
/// <param name="limit">How long an engine may have work without progress.</param>
/// <param name="time">Times the samples.</param>
public sealed class StallDetector(TimeSpan limit, TimeProvider time)
{
    // Of a longer gap between two samples this share of the limit counts: then the process itself stood still, and its engine with it.
    private const int MinSamples = 4;

    private (long Prefilled, long Generated, long Calls)? _counters;
    private bool _hadWork;
    private long _sampledAt;
    private TimeSpan _still;

    /// <summary>Gets a value indicating whether the engine has had work for longer than the limit, and no progress.</summary>
    public bool IsStalled => _still >= limit;

    /// <summary>Gets for how long there has been work without progress.</summary>
    public TimeSpan Still => _still;

    /// <summary>Gets how long a sample may come after the one before, so that all of the time counts.</summary>
    public TimeSpan MaxSampleInterval => limit / MinSamples;

    /// <summary>Tells whether there is a request that the engine could compute.</summary>
    /// <remarks>When everything that runs waits for its reader, what is queued waits with it.</remarks>
    public static bool HasWork(EngineStatistics statistics)
    {
        ArgumentNullException.ThrowIfNull(statistics);
        return statistics.RunningRequests > statistics.PausedRequests
            || (statistics.RunningRequests == 0 && (statistics.QueuedRequests > 0 || statistics.QueuedPromptTokens > 0));
    }

    /// <summary>Takes a sample; true when it shows progress since the one before.</summary>
    /// <param name="statistics">The counters of now.</param>
    /// <param name="isAsked">Whether the engine is known to have a request, whatever its counters say.</param>
    public bool Observe(EngineStatistics statistics, bool isAsked)
    {
        ArgumentNullException.ThrowIfNull(statistics);
        long now = time.GetTimestamp();
        TimeSpan gap = _counters is null ? TimeSpan.Zero : time.GetElapsedTime(_sampledAt, now);
        var counters = (statistics.PrefilledTokens, statistics.GeneratedTokens, statistics.DecodeCalls);
        bool isProgress = _counters is { } before && before != counters;
        bool hasWork = isAsked || HasWork(statistics);
        if (isProgress || !hasWork)
        {
            _still = TimeSpan.Zero;
        }
        else if (_hadWork)
        {
            _still += gap < MaxSampleInterval ? gap : MaxSampleInterval;
        }

        (_counters, _hadWork, _sampledAt) = (counters, hasWork, now);
        return isProgress;
    }

    /// <summary>Notes progress that no counter shows.</summary>
    public void OnProgress() => _still = TimeSpan.Zero;
}
