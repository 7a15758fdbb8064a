namespace FinCluster.Inference.Simulation;

/// <summary>Lets steps take their time without using the processor. It belongs to the engine's thread, but for <see cref="Stop"/>.</summary>
/// <remarks>
/// The system's waits count whole milliseconds and are late by some part of one. So a step that ends within
/// <see cref="Resolution"/> ends at once, and one whose wait was late ends late; the difference, either way, goes to the next
/// step. Over many steps the time is right; single steps shorter than a millisecond come in bursts of about a millisecond.
/// </remarks>
internal sealed class StepClock : IDisposable
{
    /// <summary>The shortest time that is waited for.</summary>
    public static readonly TimeSpan Resolution = TimeSpan.FromMilliseconds(1);

    // A machine that stood still for longer than this has lost the time, as a real engine's would have.
    private static readonly TimeSpan MaxLateness = TimeSpan.FromMilliseconds(20);

    private readonly TimeProvider _time;
    private readonly AutoResetEvent _due = new(initialState: false);

    // None for the system's clock: its timers were seen to end up to 4 ms late, and each costs a hop over the thread pool. Waits
    // of 1 ms were seen to end a tenth of a millisecond late.
    private readonly ITimer? _timer;
    private TimeSpan _lateness;
    private volatile bool _stopped;

    public StepClock(TimeProvider time)
    {
        _time = time;
        _timer = time == TimeProvider.System
            ? null
            : time.CreateTimer(_ => _due.Set(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Lets a step take its time; false when the clock is stopped.</summary>
    public bool Take(TimeSpan step)
    {
        if (step <= TimeSpan.Zero)
        {
            return !_stopped;
        }

        long started = _time.GetTimestamp();
        TimeSpan end = step - _lateness;
        TimeSpan elapsed = TimeSpan.Zero;
        while (end - elapsed >= Resolution && !_stopped)
        {
            Wait(end - elapsed);
            elapsed = _time.GetElapsedTime(started);
        }

        TimeSpan lateness = elapsed - end;
        _lateness = lateness < MaxLateness ? lateness : MaxLateness;
        return !_stopped;
    }

    /// <summary>Waits until the clock is stopped.</summary>
    public void WaitUntilStopped()
    {
        while (!_stopped)
        {
            _due.WaitOne();
        }
    }

    /// <summary>Ends the present step and all further ones at once. Callable from any thread.</summary>
    public void Stop()
    {
        _stopped = true;
        _due.Set();
    }

    private void Wait(TimeSpan time)
    {
        if (_timer is null)
        {
            _due.WaitOne(time);
            return;
        }

        _timer.Change(time, Timeout.InfiniteTimeSpan);
        _due.WaitOne();
    }

    public void Dispose()
    {
        _timer?.Dispose();
        _due.Dispose();
    }
}
