using FinCluster.Core.Errors;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace FinCluster.Cluster.Redis.Connection;

/// <summary>How patient callers of Redis are: the one place where timeouts, retries and the circuit breaker are put together.</summary>
/// <remarks>
/// A repeatable call: time for the whole call → retries with jitter → circuit breaker → time for one attempt. Any other: circuit breaker →
/// time for the whole call, because what is not tried again need not leave time for it. The breaker is shared, and while it is open a call
/// fails at once: a server that has stopped would otherwise gather the requests of all callers and run them when they have long given up.
/// </remarks>
internal sealed class RedisResilience
{
    // With doubling delays from RetryDelay on they last about as long as a call: a connection is made again within a second.
    private const int MaxRetries = 5;
    private const int BreakerMinimumCalls = 8;
    private const double BreakerFailureRatio = 0.5;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan BreakerWindow = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BreakDuration = TimeSpan.FromMilliseconds(500);

    private static readonly PredicateBuilder<object> Away = new PredicateBuilder<object>()
        .Handle<ControlPlaneUnavailableException>()
        .Handle<TimeoutRejectedException>();

    public RedisResilience(RedisOptions options, TimeProvider time)
    {
        ResiliencePipeline breaker = Builder(time).AddCircuitBreaker(Breaker()).Build();
        Once = Builder(time).AddPipeline(breaker).AddTimeout(options.CallTimeout).Build();
        Repeatable = Builder(time)
            .AddTimeout(options.CallTimeout)
            .AddRetry(Retry())
            .AddPipeline(breaker)
            .AddTimeout(options.AttemptTimeout)
            .Build();
    }

    /// <summary>Gets the pipeline of calls that must not be made twice.</summary>
    public ResiliencePipeline Once { get; }

    /// <summary>Gets the pipeline of calls that may be made twice.</summary>
    public ResiliencePipeline Repeatable { get; }

    private static ResiliencePipelineBuilder Builder(TimeProvider time) => new() { TimeProvider = time };

    private static RetryStrategyOptions Retry() => new()
    {
        ShouldHandle = Away,
        MaxRetryAttempts = MaxRetries,
        Delay = RetryDelay,
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
    };

    private static CircuitBreakerStrategyOptions Breaker() => new()
    {
        ShouldHandle = Away,
        FailureRatio = BreakerFailureRatio,
        MinimumThroughput = BreakerMinimumCalls,
        SamplingDuration = BreakerWindow,
        BreakDuration = BreakDuration,
    };
}
