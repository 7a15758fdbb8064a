using FinCluster.Core.Errors;
using Orleans.Runtime.Messaging;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace FinCluster.Cluster.Orleans.Silo;

/// <summary>Calls grains so that a silo that is gone is no error: the call is made again, and comes to the grain's new place.</summary>
/// <remarks>
/// Every call may be made twice: each names what it wants so that the second one finds it done. What the grain's own code refuses, as an
/// <see cref="ArgumentException"/>, is not tried again.
/// </remarks>
internal sealed class GrainCalls
{
    // What is not about a silo is about the storage; while that is away it is of no use to wait as long as a silo's grains need to begin elsewhere.
    private const int StorageRetries = 4;
    private const int BreakerMinimumCalls = 8;
    private const double BreakerFailureRatio = 0.5;

    private static readonly TimeSpan BreakerWindow = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BreakDuration = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMilliseconds(250);

    private readonly ResiliencePipeline _pipeline;

    private readonly SiloMembership _membership;

    public GrainCalls(OrleansOptions options, SiloMembership membership, TimeProvider time)
    {
        _membership = membership;
        _pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Exception is { } e && IsAway(e)),
                FailureRatio = BreakerFailureRatio,
                MinimumThroughput = BreakerMinimumCalls,
                SamplingDuration = BreakerWindow,
                BreakDuration = BreakDuration,
            })
            .AddTimeout(options.CallTimeout)
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = arguments => ValueTask.FromResult(
                    arguments.Outcome.Exception is { } e && IsAway(e) && (IsSiloGone(e) || arguments.AttemptNumber < StorageRetries)),
                MaxRetryAttempts = int.MaxValue,
                Delay = FirstDelay,
                MaxDelay = LongestDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
            })
            .AddTimeout(options.AttemptTimeout)
            .Build();
    }

    /// <summary>Makes a call until it is answered, or its time is over.</summary>
    /// <param name="call">Makes it once, through the silo of that moment.</param>
    /// <param name="argument">What is given to the call.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ControlPlaneUnavailableException">Nobody answered in time.</exception>
    public async ValueTask<T> CallAsync<TArgument, T>(
        Func<IGrainFactory, TArgument, Task<T>> call, TArgument argument, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await _membership.RequireKeeperAsync(cancellationToken);
        try
        {
            return await _pipeline.ExecuteAsync(
                static async (state, cancellation) =>
                    await state.call(state._membership.Current.Grains, state.argument).WaitAsync(cancellation),
                (_membership, call, argument),
                cancellationToken);
        }
        catch (Exception e) when (IsAway(e) && !cancellationToken.IsCancellationRequested)
        {
            throw new ControlPlaneUnavailableException("no silo of the cluster has answered in time", e);
        }
    }

    private static bool IsSiloGone(Exception e) =>
        e is SiloUnavailableException or OrleansMessageRejectionException or ConnectionFailedException or TimeoutException or TimeoutRejectedException
            or ObjectDisposedException or ControlPlaneUnavailableException;

    // What a grain does not find in order it says by its answer, so whatever it throws is about silos, connections or storage.
    private static bool IsAway(Exception e) => e is not (OperationCanceledException or ArgumentException)
        || e is TimeoutRejectedException;
}
