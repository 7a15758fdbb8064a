namespace FinCluster.Testing;

/// <summary>Waits for what becomes so a moment after the event that a test has seen.</summary>
public static class Eventually
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(5);

    /// <summary>Waits until a condition holds; the test's timeout ends it.</summary>
    public static Task IsTrueAsync(Func<bool> condition) => IsTrueAsync(() => ValueTask.FromResult(condition()));

    /// <summary>Waits until a condition holds; the test's timeout ends it.</summary>
    public static Task IsTrueAsync(Func<ValueTask<bool>> condition) => GetAsync(condition, isTrue => isTrue);

    /// <summary>Reads until what is read is as wanted, and gives it; the test's timeout ends it.</summary>
    public static async Task<T> GetAsync<T>(Func<ValueTask<T>> read, Func<T, bool> isWanted)
    {
        CancellationToken timeout = TestTimeouts.Token;
        using var timer = new PeriodicTimer(Interval);
        while (true)
        {
            T value = await read();
            if (isWanted(value))
            {
                return value;
            }

            await timer.WaitForNextTickAsync(timeout);
        }
    }
}
