namespace FinCluster.Core.State;

/// <summary>Holds the newest of something that is replaced as a whole, and wakes who waits for a newer one.</summary>
/// <remarks>
/// One writer at a time replaces the value, then the signal. A waiter picks up the signal first and looks at the value then, so no change falls
/// between its look and its wait.
/// </remarks>
/// <typeparam name="T">What is held. Immutable.</typeparam>
/// <param name="first">What there is in the beginning.</param>
/// <param name="versionOf">Gets what grows with every change.</param>
public sealed class CurrentState<T>(T first, Func<T, long> versionOf)
    where T : class
{
    private volatile T _current = first;
    private volatile TaskCompletionSource _changed = NewSignal();

    /// <summary>Gets the newest one.</summary>
    public T Current => _current;

    /// <summary>Takes a newer one in its place.</summary>
    public void Replace(T next)
    {
        _current = next;
        TaskCompletionSource signal = _changed;
        _changed = NewSignal();
        signal.SetResult();
    }

    /// <summary>Waits until there is one newer than <paramref name="version"/>.</summary>
    public async Task<T> WaitForChangeAsync(long version, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        while (true)
        {
            Task changed = _changed.Task;
            T current = _current;
            if (versionOf(current) > version)
            {
                return current;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
