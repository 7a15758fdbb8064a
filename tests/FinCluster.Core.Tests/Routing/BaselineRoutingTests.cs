namespace FinCluster.Core.Tests.Routing;

/// <summary>The presets that prefix-aware routing is compared with.</summary>
public sealed class BaselineRoutingTests
{
    [Fact]
    public void RoundRobin_Requests_GoToOneAfterTheOther()
    {
        var fleet = new TestFleet(3, "round-robin");
        fleet.Report(1, running: 15, queued: 100_000);
        fleet.Hold(2, TestFleet.Blocks("a", 100));

        Assert.Equal([0, 1, 2, 0, 1, 2], Enumerable.Range(0, 6).Select(_ => fleet.Send(TestFleet.Request(TestFleet.Blocks("a", 100)))));
    }

    [Fact]
    public void LeastLoaded_PrefixIsHeld_DoesNotCare()
    {
        var fleet = new TestFleet(2, "least-loaded");
        fleet.Hold(0, TestFleet.Blocks("a", 100));
        fleet.Report(0, running: 2, queued: 500);
        fleet.Report(1, running: 1);

        Assert.All(Enumerable.Range(0, 20), _ => Assert.Equal(1, fleet.Route(TestFleet.Request(TestFleet.Blocks("a", 100)))));
    }

    // Without any report a gateway still knows what it has sent itself.
    [Theory]
    [InlineData("least-loaded")]
    [InlineData("prefix-aware")]
    public void LeastLoaded_NoReportEver_CountsOwnRequests(string preset)
    {
        var fleet = new TestFleet(5, preset);
        for (int i = 1; i <= 25; i++)
        {
            fleet.Send(TestFleet.Request());

            int[] counts = [.. Enumerable.Range(0, 5).Select(node => fleet.Meter(node).Now.Requests)];
            Assert.InRange(counts.Max() - counts.Min(), 0, 1);
        }
    }

    [Fact]
    public void LeastLoaded_RequestsEnd_ReplicaIsTakenAgain()
    {
        var fleet = new TestFleet(2, "least-loaded");
        int first = fleet.Send(TestFleet.Request());
        Assert.Equal(1 - first, fleet.Send(TestFleet.Request()));
        fleet.Meter(first).OnEnded();

        Assert.Equal(first, fleet.Send(TestFleet.Request()));
    }
}
