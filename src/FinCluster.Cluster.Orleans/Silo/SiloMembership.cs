using FinCluster.Core.Errors;
using Microsoft.Extensions.Logging;

namespace FinCluster.Cluster.Orleans.Silo;

/// <summary>Keeps this process in the cluster: when the others have taken its silo for dead, as after a long pause, a new one joins.</summary>
/// <remarks>Its grains begin elsewhere, or here again. What the process does without grains, streams above all, does not notice.</remarks>
internal sealed partial class SiloMembership : IAsyncDisposable
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(500);

    private readonly Func<CancellationToken, Task<RunningSilo>> _join;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _keeping;
    private volatile RunningSilo? _current;

    private SiloMembership(RunningSilo first, Func<CancellationToken, Task<RunningSilo>> join, TimeProvider time, ILogger logger)
    {
        (_current, _join, _time, _logger) = (first, join, time, logger);
        _keeping = Task.Run(KeepAsync);
    }

    /// <summary>Gets the silo of now.</summary>
    /// <exception cref="ControlPlaneUnavailableException">The last one has ended, and the next one has not joined yet.</exception>
    public RunningSilo Current => _current ?? throw new ControlPlaneUnavailableException("this process has not joined the cluster again yet");

    /// <summary>Joins the cluster, and stays in it.</summary>
    /// <param name="join">Starts a silo.</param>
    /// <param name="time">Measures the pauses between attempts to join again.</param>
    /// <param name="logger">Takes what happens to the silo.</param>
    /// <param name="cancellationToken">Ends the first attempt.</param>
    /// <exception cref="ControlPlaneUnavailableException">The first silo does not start.</exception>
    public static async Task<SiloMembership> JoinAsync(
        Func<CancellationToken, Task<RunningSilo>> join, TimeProvider time, ILogger logger, CancellationToken cancellationToken) =>
        new(await join(cancellationToken), join, time, logger);

    /// <summary>Waits a little for a silo that keeps state. While this process joins again it says nothing.</summary>
    /// <exception cref="ControlPlaneUnavailableException">There is none.</exception>
    public ValueTask RequireKeeperAsync(CancellationToken cancellationToken) =>
        _current is { } silo ? silo.Keepers.RequireAsync(cancellationToken) : ValueTask.CompletedTask;

    /// <summary>Makes a call that the grain may answer late: when something has changed.</summary>
    /// <exception cref="ControlPlaneUnavailableException">No silo keeps state, or the one of this process has ended.</exception>
    public async Task<T> WatchAsync<TArgument, T>(
        Func<IGrainFactory, TArgument, Task<T>> call, TArgument argument, CancellationToken cancellationToken)
    {
        RunningSilo silo = Current;
        await silo.Keepers.RequireAsync(cancellationToken);
        Task<T> answer = call(silo.Grains, argument);

        // A silo that has ended may never answer.
        await Task.WhenAny(answer, silo.Ended).WaitAsync(cancellationToken);
        return answer.IsCompleted ? await answer : throw new ControlPlaneUnavailableException("the silo of this process has ended");
    }

    /// <summary>Leaves the cluster.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _keeping;
        _ending.Dispose();
        if (_current is { } last)
        {
            await last.LeaveAsync();
        }
    }

    private async Task KeepAsync()
    {
        while (_current is { } silo)
        {
            try
            {
                await silo.Ended.WaitAsync(_ending.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            // The port must be free before the next one can listen on it.
            _current = null;
            await silo.AbortAsync();
            _current = await JoinAgainAsync();
        }
    }

    private async Task<RunningSilo?> JoinAgainAsync()
    {
        bool hasFailed = false;
        while (!_ending.IsCancellationRequested)
        {
            try
            {
                RunningSilo next = await _join(_ending.Token);
                LogJoined(_logger);
                return next;
            }
            catch (Exception e) when (!_ending.IsCancellationRequested)
            {
                if (!hasFailed)
                {
                    LogAway(_logger, e);
                }

                hasFailed = true;
                await Task.Delay(RetryDelay, _time, _ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                // Nobody waits for it any more.
            }
        }

        return null;
    }

    [LoggerMessage(4202, LogLevel.Information, "a new silo of this process has joined the cluster")]
    private static partial void LogJoined(ILogger logger);

    [LoggerMessage(4203, LogLevel.Warning, "no new silo starts yet; it is tried again until one does")]
    private static partial void LogAway(ILogger logger, Exception error);
}
