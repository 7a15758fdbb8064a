namespace FinCluster.Node.Hosting;

/// <summary>Notices that the process which started this one is gone, so that nothing is left running without an owner.</summary>
public static class ParentWatch
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    /// <summary>Completes when a process has ended. A process that does not exist has.</summary>
    public static async Task WaitForExitAsync(int processId, TimeProvider time, CancellationToken cancellationToken)
    {
        string? identity = ProcessIdentity.Of(processId);
        using var timer = new PeriodicTimer(Interval, time);
        while (identity is not null && ProcessIdentity.Of(processId) == identity)
        {
            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }
}
