namespace FinCluster.Inference.Tests.Simulation;

/// <summary>A clock on which nobody waits: whoever sets a timer is at its end at once. For one thread that waits.</summary>
internal sealed class ForwardTimeProvider : TimeProvider
{
    private long _ticks;

    // Not 10 MHz, so code that confuses timestamps with TimeSpan ticks fails its test.
    public override long TimestampFrequency => TimeSpan.TicksPerSecond * 7;

    /// <summary>Gets the time since the clock was made.</summary>
    public TimeSpan Elapsed => TimeSpan.FromTicks(Volatile.Read(ref _ticks));

    public override long GetTimestamp() => Volatile.Read(ref _ticks) * 7;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ForwardTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class ForwardTimer(ForwardTimeProvider owner, TimerCallback callback, object? state) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                Interlocked.Add(ref owner._ticks, dueTime.Ticks);
                callback(state);
            }

            return true;
        }

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
