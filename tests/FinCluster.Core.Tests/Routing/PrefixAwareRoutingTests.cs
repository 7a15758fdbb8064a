using System.Collections.Immutable;
using FinCluster.Core.Fleet;
using FinCluster.Core.Routing;
using FinCluster.Testing;

namespace FinCluster.Core.Tests.Routing;

/// <summary>What the default preset does with prefixes, sessions and load.</summary>
public sealed class PrefixAwareRoutingTests
{
    private static readonly ImmutableArray<ulong> Prompt = TestFleet.Blocks("shared", 180, "own", 20);

    [Fact]
    public void Route_PrefixIsHeld_GoesToTheHolder()
    {
        TestFleet fleet = Reporting(8);
        fleet.Hold(3, TestFleet.Blocks("shared", 180));
        fleet.Hold(5, TestFleet.Blocks("shared", 60));

        RouteDecision decision = fleet.Decide(TestFleet.Request(Prompt))!.Value;

        Assert.Equal((TestFleet.Id(3), 180), (decision.Replica.Node.Id, decision.HeldBlocks));
    }

    [Fact]
    public void Route_HolderIsOneOfAThousand_IsConsidered()
    {
        TestFleet fleet = Reporting(1_000, running: 3);
        fleet.Hold(777, TestFleet.Blocks("shared", 180));

        Assert.All(Enumerable.Range(0, 50), _ => Assert.Equal(777, fleet.Route(TestFleet.Request(Prompt))));
    }

    // 200 blocks are 3,200 tokens, of which the holder saves 2,880: it may have twice as many more to compute first.
    [Theory]
    [InlineData(5_000, 3)]
    [InlineData(6_500, 0)]
    public void Route_HolderHasAQueue_IsLeftWhenWaitingCostsMoreThanComputing(int queued, int expected)
    {
        TestFleet fleet = Reporting(4);
        foreach (int drained in (int[])[1, 2])
        {
            fleet.Change(drained, node => node with { State = NodeState.Draining });
        }

        fleet.Report(3, queued: queued);
        fleet.Hold(3, TestFleet.Blocks("shared", 180));

        Assert.Equal([expected], Enumerable.Range(0, 20).Select(_ => fleet.Route(TestFleet.Request(Prompt)) ?? -1).Distinct());
    }

    [Fact]
    public void Send_HotPrefix_SpreadsWhenItsHolderIsBusyAndTheNextOnesHoldItToo()
    {
        var fleet = new TestFleet(4);
        fleet.Hold(0, TestFleet.Blocks("shared", 180));
        int[] sent = new int[4];
        for (int i = 0; i < 40; i++)
        {
            int target = fleet.Send(TestFleet.Request(TestFleet.Blocks("shared", 180, $"own {i}", 20)));
            sent[target]++;
            fleet.Hold(target, TestFleet.Blocks("shared", 180));
        }

        Assert.All(sent, count => Assert.InRange(count, 6, 15));
    }

    // A new prefix: all gateways name the same owner although their reports and their chance differ.
    [Fact]
    public void Route_PrefixNobodyHolds_GoesToTheSameOwnerFromAllGateways()
    {
        foreach (int group in Enumerable.Range(0, 20))
        {
            IEnumerable<int?> targets = Enumerable.Range(0, 10).Select(gateway =>
            {
                var fleet = new TestFleet(10, seed: gateway);
                for (int node = 0; node < 10; node++)
                {
                    fleet.Report(node, running: (node * 7 + gateway) % 5, queued: 100 * ((node + gateway) % 4));
                }

                return fleet.Route(TestFleet.Request(TestFleet.Blocks($"group {group}", 180, $"own {gateway}", 20)));
            });

            Assert.Single(targets.Distinct());
        }
    }

    [Fact]
    public void Route_PrefixesNobodyHolds_AreSpreadOverTheFleet()
    {
        TestFleet fleet = Reporting(10);

        int[] owners = [.. Enumerable.Range(0, 500).Select(group => fleet.Route(TestFleet.Request(TestFleet.Blocks($"group {group}", 100))) ?? -1)];

        Assert.All(owners.CountBy(owner => owner), count => Assert.InRange(count.Value, 20, 90));
        Assert.Equal(10, owners.Distinct().Count());
    }

    [Fact]
    public void Route_OwnerOfANewPrefixIsOverloaded_GoesElsewhere()
    {
        RouteRequest request = TestFleet.Request(Prompt);
        int owner = Reporting(10).Route(request)!.Value;
        TestFleet fleet = Reporting(10);
        fleet.Report(owner, running: 8, queued: 8_000);

        Assert.All(Enumerable.Range(0, 20), _ => Assert.NotEqual(owner, fleet.Route(request)));
    }

    [Fact]
    public void Send_SecondRequestOfANewPrefix_FollowsTheFirstBeforeAnyReport()
    {
        TestFleet fleet = Reporting(10);
        int first = fleet.Send(TestFleet.Request(TestFleet.Blocks("new", 180, "own 1", 20)));

        RouteDecision second = fleet.Decide(TestFleet.Request(TestFleet.Blocks("new", 180, "own 2", 20)))!.Value;

        Assert.Equal((TestFleet.Id(first), 180), (second.Replica.Node.Id, second.HeldBlocks));
    }

    [Fact]
    public void Send_ExpectationIsOld_IsNotCounted()
    {
        TestFleet fleet = Reporting(10);
        fleet.Send(TestFleet.Request(Prompt));
        fleet.Now += TimeSpan.FromSeconds(11);

        Assert.Equal(0, fleet.Decide(TestFleet.Request(Prompt))!.Value.HeldBlocks);
    }

    // Fifty gateways read the same report, in which node 0 is idle and the others have some work.
    [Fact]
    public void Send_ManyGatewaysReadTheSameReport_DoNotHerd()
    {
        int[] sent = new int[10];
        foreach (int gateway in Enumerable.Range(0, 50))
        {
            TestFleet fleet = Reporting(10, running: 4, seed: gateway);
            fleet.Report(0);
            for (int i = 0; i < 4; i++)
            {
                sent[fleet.Send(TestFleet.Request())]++;
            }
        }

        // Three of ten by lot: a share of 30 % in the mean, where the least loaded of all would be given 100 %.
        Assert.InRange(sent[0], 20, 80);
        Assert.All(sent[1..], count => Assert.InRange(count, 5, 35));
    }

    // With no work but its own, a gateway knows the load exactly, and its streams must still not all choose the same node.
    [Fact]
    public void Send_OneGateway_CountsWhatItHasSentSinceTheReport()
    {
        TestFleet fleet = Reporting(5);
        int[] sent = new int[5];
        for (int i = 0; i < 50; i++)
        {
            sent[fleet.Send(TestFleet.Request())]++;
        }

        Assert.All(sent, count => Assert.Equal(10, count));
    }

    [Fact]
    public void Route_Session_GoesToTheSameNodeFromAllGateways()
    {
        foreach (int session in Enumerable.Range(0, 50))
        {
            IEnumerable<int?> targets = Enumerable.Range(0, 5).Select(gateway =>
                Reporting(10, running: gateway, seed: gateway).Route(TestFleet.Request(TestFleet.Blocks($"{session}", 4), $"session {session}")));

            Assert.Equal([Owner($"session {session}", 10)], targets.Select(target => target ?? -1).Distinct());
        }
    }

    [Fact]
    public void Route_SessionIsWarmElsewhere_FollowsItsKv()
    {
        string session = "s";
        int warm = (Owner(session, 10) + 1) % 10;
        TestFleet fleet = Reporting(10);
        fleet.Hold(warm, TestFleet.Blocks("talk", 90));

        Assert.Equal(warm, fleet.Route(TestFleet.Request(TestFleet.Blocks("talk", 90, "question", 10), session)));
    }

    [Fact]
    public void Route_SessionKnowsItsNode_GoesThereUnlessItDrains()
    {
        string session = "s";
        int warm = (Owner(session, 10) + 1) % 10;
        TestFleet fleet = Reporting(10);
        RouteRequest request = TestFleet.Request([], session) with { WarmNode = TestFleet.Id(warm) };

        Assert.Equal(warm, fleet.Route(request));

        fleet.Change(warm, node => node with { State = NodeState.Draining });
        Assert.Equal(Owner(session, 10), fleet.Route(request));
    }

    [Fact]
    public void Route_ReplicasAreEqualButForTheirCaches_TakesTheOneWithFreeCells()
    {
        TestFleet fleet = Reporting(2, kvUsed: 65_500);
        fleet.Report(1, kvUsed: 10_000);

        Assert.All(Enumerable.Range(0, 20), _ => Assert.Equal(1, fleet.Route(TestFleet.Request() with { PromptTokens = 1_000 })));
    }

    [Fact]
    public void Route_IdleReplicaIsFullOfWhatIsWarm_IsNotPassedOver()
    {
        TestFleet fleet = Reporting(2, kvUsed: 65_536);
        fleet.Report(1, running: 1, kvUsed: 100, kvPinned: 100);

        Assert.All(Enumerable.Range(0, 20), _ => Assert.Equal(0, fleet.Route(TestFleet.Request() with { PromptTokens = 1_000 })));
    }

    [Fact]
    public void Route_ReplicaIsFullOfRunningAnswers_IsPassedOver()
    {
        TestFleet fleet = Reporting(2, running: 4, kvUsed: 65_536);
        fleet.Report(0, running: 4, kvUsed: 65_536, kvPinned: 65_400);
        fleet.Report(1, running: 5, kvUsed: 65_536, kvPinned: 30_000);

        Assert.All(Enumerable.Range(0, 20), _ => Assert.Equal(1, fleet.Route(TestFleet.Request() with { PromptTokens = 1_000 })));
    }

    [Fact]
    public void Route_ReplicaDoesNotSayWhatIsPinned_CountsAsOneThatGivesWay()
    {
        TestFleet fleet = Reporting(2, running: 4, kvUsed: 65_536);
        fleet.Report(1, running: 4, kvUsed: 65_536, kvPinned: 65_000);

        Assert.All(Enumerable.Range(0, 20), _ => Assert.Equal(0, fleet.Route(TestFleet.Request() with { PromptTokens = 1_000 })));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(1_000)]
    public void Route_SteadyState_AllocatesNothing(int nodes)
    {
        TestFleet fleet = Reporting(nodes, running: 2);
        fleet.Hold(3, TestFleet.Blocks("shared", 180));
        RouteRequest[] requests = [TestFleet.Request(Prompt), TestFleet.Request(Prompt, "session"), TestFleet.Request(TestFleet.Blocks("cold", 50))];
        Assert.Equal(0, Allocations.Least(() =>
        {
            for (int i = 0; i < 9_999; i++)
            {
                fleet.Decide(requests[i % 3]);
            }
        }));
    }

    private static TestFleet Reporting(int nodes, int running = 0, long queued = 0, long kvUsed = 0, int seed = 1)
    {
        var fleet = new TestFleet(nodes, seed: seed);
        for (int node = 0; node < nodes; node++)
        {
            fleet.Report(node, running, queued, kvUsed);
        }

        return fleet;
    }

    private static int Owner(string session, int nodes) =>
        Enumerable.Range(0, nodes).MaxBy(node => RendezvousHash.Weight(session, TestFleet.Id(node)));
}
