namespace FinCluster.Scaler.Hosting;

/// <summary>The time by which the markets go: that of the machine, or of a day that is rehearsed.</summary>
/// <param name="time">The machine's.</param>
/// <param name="rehearsal">The day that is rehearsed; null for none.</param>
public sealed class MarketClock(TimeProvider time, Rehearsal? rehearsal)
{
    private readonly DateTimeOffset _began = time.GetUtcNow();

    /// <summary>Gets the time.</summary>
    public DateTimeOffset Now => rehearsal is null ? time.GetUtcNow() : rehearsal.Start + ((time.GetUtcNow() - _began) * rehearsal.Speed);
}

/// <summary>A time that is acted out, to see what a day of the markets does to the pools.</summary>
/// <param name="Start">The time at the start of the process.</param>
/// <param name="Speed">How much faster than real it goes.</param>
public sealed record Rehearsal(DateTimeOffset Start, double Speed);
