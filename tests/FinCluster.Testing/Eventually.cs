namespace FinCluster.Testing;

/// <summary>Waits for what becomes so a moment after the event that a test has seen.</summary>
public static class Eventually
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(5);

    /// <summary>Waits until a condition holds; the test's timeout ends it.</summary>
    public static Task IsTrueAsync(Func<bool> condition) => IsTrueAsync(() => ValueTask.FromResult(condition()));

    /// <summary>Waits until a condition holds; the test's timeout ends it.</summary>
    public static async Task IsTrueAsync(Func<ValueTask<bool>> condition)
    {
        CancellationToken timeout = TestTimeouts.Token;
        using var timer = new PeriodicTimer(Interval);
        while (!await condition())
        {
            await timer.WaitForNextTickAsync(timeout);
        }
    }
}
