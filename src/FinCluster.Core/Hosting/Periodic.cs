namespace FinCluster.Core.Hosting;

/// <summary>Does something again and again.</summary>
public static class Periodic
{
    /// <summary>Does it after each interval, for the first time after the first one, until it is cancelled; then it returns.</summary>
    /// <param name="interval">The time between two beginnings. What takes longer is followed by the next at once, and what was missed is left out.</param>
    /// <param name="time">The clock.</param>
    /// <param name="run">Does it; what it throws ends the repetition.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task RunAsync(TimeSpan interval, TimeProvider time, Func<CancellationToken, Task> run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        using var timer = new PeriodicTimer(interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                await run(cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Whoever asked for it stops.
        }
    }

    /// <summary>Does what does not wait, in the same way.</summary>
    public static Task RunAsync(TimeSpan interval, TimeProvider time, Action run, CancellationToken cancellationToken) => RunAsync(
        interval,
        time,
        _ =>
        {
            run();
            return Task.CompletedTask;
        },
        cancellationToken);
}
