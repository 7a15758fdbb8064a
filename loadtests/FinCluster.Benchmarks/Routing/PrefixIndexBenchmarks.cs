using System.Collections.Immutable;
using FinCluster.Benchmarks.Measuring;
using FinCluster.Core.Engine;
using FinCluster.Core.Routing;

namespace FinCluster.Benchmarks.Routing;

/// <summary>Finding who holds what of a prompt, and taking in what nodes say.</summary>
internal static class PrefixIndexBenchmarks
{
    public static IEnumerable<Benchmark> All() => ((int[])[10, 100, 1_000]).SelectMany(replicas => (Benchmark[])
    [
        new($"prefix-index/match-warm/{replicas}-replicas", () => Match(new BenchFleet(replicas), fleet => fleet.Warm)),
        new($"prefix-index/match-cold/{replicas}-replicas", () => Match(new BenchFleet(replicas), fleet => fleet.Cold)),
        new($"prefix-index/apply-200-blocks/{replicas}-replicas", () => Apply(new BenchFleet(replicas))),
    ]);

    private static Func<int, long> Match(BenchFleet fleet, Func<BenchFleet, ImmutableArray<ulong>[]> prompts)
    {
        ImmutableArray<ulong>[] asked = prompts(fleet);
        var match = new PrefixMatch();
        return rounds =>
        {
            long sum = 0;
            for (int i = 0; i < rounds; i++)
            {
                fleet.Index.Match(asked[i % asked.Length].AsSpan(), match);
                sum += match.Deepest;
            }

            return sum;
        };
    }

    // A replica comes to hold a prompt and gives it up again.
    private static Func<int, long> Apply(BenchFleet fleet)
    {
        PrefixUpdate[] added = [.. fleet.Cold.Select(prompt => new PrefixUpdate(false, prompt, []))];
        PrefixUpdate[] removed = [.. fleet.Cold.Select(prompt => new PrefixUpdate(false, [], prompt))];
        return rounds =>
        {
            for (int i = 0; i < rounds; i++)
            {
                fleet.Index.Apply(BenchFleet.Id(0), BenchFleet.Model, added[i % added.Length]);
                fleet.Index.Apply(BenchFleet.Id(0), BenchFleet.Model, removed[i % removed.Length]);
            }

            return fleet.Index.Count;
        };
    }
}
