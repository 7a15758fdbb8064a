namespace FinCluster.Core.Tests.Routing.Simulation;

/// <summary>Presets on the same traces, with caches that hold a part of what is asked. Deterministic: one seed is one history.</summary>
public sealed class RoutingSimulationTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void SharedPrefixes_PrefixAware_ReachesTheTracesCeiling(int seed)
    {
        var trace = Trace.SharedPrefixes(1_500, groups: 20, shared: 180, own: 20, perSecond: 50, new Random(seed));

        Compare(trace, 1_500, out SimulationResult aware, out SimulationResult loaded, out SimulationResult robin);

        Assert.InRange(aware.HitShare / trace.ReuseCeiling(), 0.95, 1);
        Assert.True(aware.HitShare > loaded.HitShare + 0.2 && aware.HitShare > robin.HitShare + 0.2);
        Assert.True(aware.MeanWaitMs < loaded.MeanWaitMs / 2 && aware.MeanWaitMs < robin.MeanWaitMs / 2);
    }

    // Spreading must not feed on itself: more copies, less room, more misses, more load, more spreading.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void SharedPrefixes_ReportsAreLateAndGatewaysMany_StayInTheCaches(int seed)
    {
        var trace = Trace.SharedPrefixes(1_500, groups: 20, shared: 180, own: 20, perSecond: 50, new Random(seed));

        SimulationResult aware = SimulatedCluster.Run(trace, "prefix-aware", 1_500, gateways: 10, reportDelayMs: 200);

        output.WriteLine($"ceiling {trace.ReuseCeiling():P1}\nprefix-aware {aware}");
        Assert.InRange(aware.HitShare / trace.ReuseCeiling(), 0.9, 1);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(1, false)]
    [InlineData(2, false)]
    public void Conversations_PrefixAware_ReachesTheTracesCeiling(int seed, bool hasKey)
    {
        var trace = Trace.Conversations(250, turns: 6, question: 20, answer: 10, perSecond: 60, hasKey, new Random(seed));

        Compare(trace, 6_000, out SimulationResult aware, out SimulationResult loaded, out SimulationResult robin);

        Assert.InRange(aware.HitShare / trace.ReuseCeiling(), 0.95, 1);
        Assert.True(aware.HitShare > loaded.HitShare + 0.2 && aware.HitShare > robin.HitShare + 0.2);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void NoReuse_PrefixAware_IsNotWorseThanLeastLoaded(int seed)
    {
        var trace = Trace.NoReuse(3_000, least: 20, most: 180, perSecond: 32, new Random(seed));

        Compare(trace, 1_500, out SimulationResult aware, out SimulationResult loaded, out _);

        Assert.Equal(0, trace.ReuseCeiling());
        Assert.InRange(aware.MeanWaitMs, 0, 1.02 * loaded.MeanWaitMs);
        Assert.InRange(aware.MakespanMs, 0, 1.02 * loaded.MakespanMs);
    }

    private void Compare(Trace trace, int capacityBlocks, out SimulationResult aware, out SimulationResult loaded, out SimulationResult robin)
    {
        aware = SimulatedCluster.Run(trace, "prefix-aware", capacityBlocks);
        loaded = SimulatedCluster.Run(trace, "least-loaded", capacityBlocks);
        robin = SimulatedCluster.Run(trace, "round-robin", capacityBlocks);
        output.WriteLine($"ceiling {trace.ReuseCeiling():P1}\nprefix-aware {aware}\nleast-loaded {loaded}\nround-robin {robin}");
    }
}
