namespace FinCluster.Cli.Native;

/// <summary>
/// Lets one process at a time install a variant. The operating system releases the lock when its holder ends, however it ends, so the file
/// may stay behind.
/// </summary>
internal static class NativeInstallLock
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>Waits for the lock. Disposing the result releases it.</summary>
    /// <param name="path">The lock file, in a folder that exists.</param>
    /// <param name="onBusy">Called once if somebody else holds the lock.</param>
    /// <param name="time">The clock for the polls: files have no way to tell that a lock became free.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<IDisposable> AcquireAsync(string path, Action onBusy, TimeProvider time, CancellationToken cancellationToken)
    {
        for (bool told = false; ; told = true)
        {
            if (TryOpen(path) is { } held)
            {
                return held;
            }

            if (!told)
            {
                onBusy();
            }

            await Task.Delay(PollInterval, time, cancellationToken);
        }
    }

    private static FileStream? TryOpen(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
        }
        catch (IOException error) when (IsSharingViolation(error))
        {
            return null;
        }
    }

    // EWOULDBLOCK on Linux and on macOS, ERROR_SHARING_VIOLATION on Windows.
    private static bool IsSharingViolation(IOException error) => error.HResult is 11 or 35 or unchecked((int)0x80070020);
}
