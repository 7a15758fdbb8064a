using FinCluster.Gateway.Fleet;
using FinCluster.Grpc;
using FinCluster.Testing;
using Microsoft.Extensions.Options;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace FinCluster.Gateway.Tests.Fleet;

public sealed class ResiliencePipelinesTests
{
    private static readonly NodeConnectionOptions Limits = new()
    {
        CallRetries = 2, RetryDelay = TimeSpan.FromMilliseconds(1), MaxRetryDelay = TimeSpan.FromMilliseconds(2), BreakerFailures = 4,
        CallTimeout = TimeSpan.FromMilliseconds(50), BreakDuration = TimeSpan.FromMinutes(1),
    };

    private readonly ResiliencePipelines _pipelines = new(Options.Create(Limits), TimeProvider.System);
    private int _attempts;

    [Fact]
    public async Task ForCalls_FailuresInARow_AreRepeatedAsOftenAsIsSaid()
    {
        await Assert.ThrowsAsync<GrpcException>(() => RunAsync(_pipelines.ForCalls(), _ => throw Failure(GrpcStatus.Unavailable)));

        Assert.Equal(3, _attempts);
    }

    [Theory]
    [InlineData(GrpcStatus.Unimplemented)]
    public async Task ForCalls_FailureThatStays_IsNotRepeated(GrpcStatus status)
    {
        await Assert.ThrowsAsync<GrpcException>(() => RunAsync(_pipelines.ForCalls(), _ => throw Failure(status)));

        Assert.Equal(1, _attempts);
    }

    [Fact]
    public async Task ForCalls_NoAnswer_IsGivenUpInTime()
    {
        await Assert.ThrowsAsync<TimeoutRejectedException>(() => RunAsync(
            _pipelines.ForCalls(), async attempt => await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, attempt)));

        Assert.Equal(3, _attempts);
    }

    [Fact]
    public async Task ForCalls_NodeThatKeepsFailing_IsLeftAloneAndOthersAreNot()
    {
        ResiliencePipeline failing = _pipelines.ForCalls();
        await Assert.ThrowsAsync<GrpcException>(() => RunAsync(failing, _ => throw Failure(GrpcStatus.Unavailable)));
        await Assert.ThrowsAsync<BrokenCircuitException>(() => RunAsync(failing, _ => throw Failure(GrpcStatus.Unavailable)));
        Assert.Equal(4, _attempts);

        await RunAsync(_pipelines.ForCalls(), _ => ValueTask.CompletedTask);

        Assert.Equal(5, _attempts);
    }

    [Fact]
    public async Task ForWatch_Failures_AreRepeatedUntilItSucceeds()
    {
        var patient = new ResiliencePipelines(
            Options.Create(new NodeConnectionOptions { RetryDelay = TimeSpan.FromMilliseconds(1), MaxRetryDelay = TimeSpan.FromMilliseconds(2), BreakerFailures = 1_000 }),
            TimeProvider.System);

        await RunAsync(patient.ForWatch(), _ => _attempts < 20 ? throw Failure(GrpcStatus.Unavailable) : ValueTask.CompletedTask);

        Assert.Equal(20, _attempts);
    }

    [Fact]
    public async Task ForWatch_Cancelled_Ends()
    {
        using var leaving = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await _pipelines.ForWatch().ExecuteAsync(
            async attempt =>
            {
                await leaving.CancelAsync();
                attempt.ThrowIfCancellationRequested();
            },
            leaving.Token));
    }

    private static GrpcException Failure(GrpcStatus status) => new(status, "no");

    private async Task RunAsync(ResiliencePipeline pipeline, Func<CancellationToken, ValueTask> call) => await pipeline.ExecuteAsync(
        async attempt =>
        {
            _attempts++;
            await call(attempt);
        },
        TestTimeouts.Token);
}
