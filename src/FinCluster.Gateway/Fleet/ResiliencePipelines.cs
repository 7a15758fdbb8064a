using FinCluster.Grpc;
using Microsoft.Extensions.Options;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace FinCluster.Gateway.Fleet;

/// <summary>The one place that says how calls to nodes are limited in time, repeated and broken off. Thread-safe.</summary>
/// <remarks>From the outside in: retry with jitter, circuit breaker, time limit of the single attempt.</remarks>
internal sealed class ResiliencePipelines(IOptions<NodeConnectionOptions> options, TimeProvider time)
{
    private readonly NodeConnectionOptions _options = options.Value;

    /// <summary>Makes the pipeline by which one node's watch is opened: again and again.</summary>
    public ResiliencePipeline ForWatch() => Create(int.MaxValue);

    /// <summary>Makes the pipeline of one node's short calls that change nothing.</summary>
    public ResiliencePipeline ForCalls() => Create(_options.CallRetries);

    private ResiliencePipeline Create(int retries)
    {
        var builder = new ResiliencePipelineBuilder { TimeProvider = time };
        return builder
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<Exception>(IsTrouble),
                MaxRetryAttempts = retries,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = _options.RetryDelay,
                MaxDelay = _options.MaxRetryDelay,
            })
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<Exception>(IsTrouble),
                FailureRatio = 1,
                MinimumThroughput = _options.BreakerFailures,
                SamplingDuration = _options.BreakerWindow,
                BreakDuration = _options.BreakDuration,
            })
            .AddTimeout(_options.CallTimeout)
            .Build();
    }

    // A node that does not know the method will not know it the next time.
    private static bool IsTrouble(Exception exception) => exception switch
    {
        GrpcException failure => failure.Status != GrpcStatus.Unimplemented,
        TimeoutRejectedException or BrokenCircuitException => true,
        _ => false,
    };
}
