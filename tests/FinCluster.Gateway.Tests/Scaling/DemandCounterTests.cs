using FinCluster.Core.Scaling.Demand;
using FinCluster.Gateway.Scaling;
using FinCluster.Testing;

namespace FinCluster.Gateway.Tests.Scaling;

public sealed class DemandCounterTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(10, 0)]
    [InlineData(10.5, 1)]
    [InlineData(25, 1)]
    [InlineData(1_000, 8)]
    [InlineData(1_001, 9)]
    [InlineData(30_000, 14)]
    [InlineData(30_001, 15)]
    [InlineData(999_999, 15)]
    public void OnFirstToken_AnyTime_IsCountedBelowItsBound(double milliseconds, int bucket)
    {
        var meter = new DemandCounter("m");

        meter.OnFirstToken(TimeSpan.FromMilliseconds(milliseconds));

        ModelDemand demand = meter.Read();
        Assert.Equal(ModelDemand.FirstTokenBounds.Length + 1, demand.FirstTokens.Length);
        Assert.Equal(Enumerable.Range(0, demand.FirstTokens.Length).Select(i => i == bucket ? 1L : 0), demand.FirstTokens);
    }

    [Fact]
    public void Request_WithAllItsEvents_AllocatesNothing()
    {
        var meters = new DemandCounters();
        int calls = 0;

        Assert.Equal(0, Allocations.Least(() =>
        {
            for (int i = 0; i < 10_000; i++)
            {
                Call(meters);
                calls++;
            }
        }));

        ModelDemand demand = Assert.Single(meters.Read());
        Assert.Equal((calls, calls, 3 * calls, 0, 0), (demand.Requests, demand.Answers, demand.OutputTokens, demand.QueuedRequests, demand.RunningRequests));
    }

    private static void Call(DemandCounters meters)
    {
        DemandCounter meter = meters.Of("m");
        meter.OnRequest();
        meter.OnQueued();
        meter.OnLeftQueue();
        meter.OnStarted();
        meter.OnFirstToken(TimeSpan.FromMilliseconds(70));
        meter.OnEnded(3);
    }
}
