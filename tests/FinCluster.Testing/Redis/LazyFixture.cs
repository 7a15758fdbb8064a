namespace FinCluster.Testing.Redis;

/// <summary>Starts something for all tests of a class when the first of them needs it, and ends it after the last.</summary>
/// <param name="start">Starts it, or skips the test when it is not on this machine.</param>
public abstract class LazyFixture<T>(Func<Task<T>> start) : IAsyncDisposable
    where T : class, IAsyncDisposable
{
    private readonly SemaphoreSlim _starting = new(1);
    private T? _started;

    /// <summary>Gives it, or skips the test when there is none on this machine.</summary>
    public async Task<T> RequireAsync()
    {
        await _starting.WaitAsync();
        try
        {
            return _started ??= await start();
        }
        finally
        {
            _starting.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_started is not null)
        {
            await _started.DisposeAsync();
        }

        _starting.Dispose();
        GC.SuppressFinalize(this);
    }
}
