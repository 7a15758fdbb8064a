using System.Collections.Immutable;
using FinCluster.Benchmarks.Measuring;
using FinCluster.Core.Engine;
using FinCluster.Core.Fleet;
using FinCluster.Core.Routing;

namespace FinCluster.Benchmarks.Routing;

/// <summary>Whole decisions, and the view that they read.</summary>
internal static class RouteBenchmarks
{
    public static IEnumerable<Benchmark> All() => ((int[])[10, 100, 1_000]).SelectMany(replicas => (Benchmark[])
    [
        Route("prefix-aware", "warm", replicas, fleet => fleet.Warm.Select(Request)),
        Route("prefix-aware", "cold", replicas, fleet => fleet.Cold.Select(Request)),
        Route("prefix-aware", "session", replicas, fleet => fleet.Warm.Select((prompt, i) => Request(prompt) with { SessionKey = $"ses_{i:x32}" })),
        Route("prefix-aware", "all-full", replicas, fleet => Fill(fleet).Warm.Select(Request)),
        Route("least-loaded", "warm", replicas, fleet => fleet.Warm.Select(Request)),
        Route("round-robin", "warm", replicas, fleet => fleet.Warm.Select(Request)),
        new($"fleet-view/load-report/{replicas}-replicas", () => Report(new BenchFleet(replicas), replicas)),
        new($"fleet-view/new-fleet/{replicas}-replicas", () => NewFleet(new BenchFleet(replicas))),
    ]);

    private static RouteRequest Request(ImmutableArray<ulong> prompt) =>
        new() { Model = BenchFleet.Model, Blocks = prompt, PromptTokens = 16 * prompt.Length };

    private static Benchmark Route(string policy, string kind, int replicas, Func<BenchFleet, IEnumerable<RouteRequest>> requests) =>
        new($"route/{policy}/{kind}/{replicas}-replicas", () =>
        {
            var fleet = new BenchFleet(replicas);
            RouteRequest[] asked = [.. requests(fleet)];
            var pipeline = new RoutePipeline(RoutingOptions.Parse(policy), fleet.Index);
            var random = new Random(1);
            return rounds =>
            {
                long sum = 0;
                for (int i = 0; i < rounds; i++)
                {
                    sum += pipeline.Route(fleet.Views.Current, asked[i % asked.Length], TimeSpan.Zero, random)!.Value.HeldBlocks;
                }

                return sum;
            };
        });

    // The dearest case: nobody has room, so that as many are drawn as may be.
    private static BenchFleet Fill(BenchFleet fleet)
    {
        foreach (FleetNode node in fleet.Views.Current.Fleet.Nodes)
        {
            fleet.Views.OnLoad(node.Id, BenchFleet.Model, BenchFleet.Statistics(new Random(1)) with { RunningRequests = 16 }, TimeSpan.Zero);
        }

        return fleet;
    }

    private static Func<int, long> Report(BenchFleet fleet, int replicas)
    {
        EngineStatistics statistics = BenchFleet.Statistics(new Random(1));
        FleetNode[] nodes = [.. fleet.Views.Current.Fleet.Nodes];
        return rounds =>
        {
            for (int i = 0; i < rounds; i++)
            {
                fleet.Views.OnLoad(nodes[i % replicas].Id, BenchFleet.Model, statistics, TimeSpan.Zero);
            }

            return rounds;
        };
    }

    private static Func<int, long> NewFleet(BenchFleet fleet) => rounds =>
    {
        for (int i = 0; i < rounds; i++)
        {
            FleetSnapshot current = fleet.Views.Current.Fleet;
            fleet.Views.OnFleet(current with { Version = current.Version + 1 });
        }

        return rounds;
    };
}
