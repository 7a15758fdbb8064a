using System.Collections.Concurrent;
using FinCluster.Cli.Native;

namespace FinCluster.Cli.Tests.Native;

/// <summary>Keeps what was reported and lets a test wait for a phase.</summary>
internal sealed class ProgressLog : IProgress<NativeInstallProgress>
{
    private readonly TaskCompletionSource _waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ConcurrentQueue<NativeInstallProgress> Reports { get; } = new();

    /// <summary>Gets a task that ends when the installation waits for another one.</summary>
    public Task Waiting => _waiting.Task;

    public void Report(NativeInstallProgress value)
    {
        Reports.Enqueue(value);
        if (value.Phase == NativeInstallPhase.Waiting)
        {
            _waiting.TrySetResult();
        }
    }
}
