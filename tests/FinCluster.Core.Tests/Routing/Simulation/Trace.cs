using System.Collections.Immutable;

namespace FinCluster.Core.Tests.Routing.Simulation;

/// <summary>A request of a trace.</summary>
/// <param name="At">When it comes, in milliseconds.</param>
/// <param name="Prompt">The blocks of its prompt.</param>
/// <param name="Whole">The blocks of prompt and answer, which the node holds afterwards.</param>
/// <param name="Session">Its conversation; null for none.</param>
internal sealed record TraceRequest(double At, ImmutableArray<ulong> Prompt, ImmutableArray<ulong> Whole, string? Session);

/// <summary>Requests in the order in which they come.</summary>
internal sealed class Trace(IEnumerable<TraceRequest> requests)
{
    public ImmutableArray<TraceRequest> Requests { get; } = [.. requests.OrderBy(request => request.At)];

    /// <summary>Makes requests of groups that share long beginnings.</summary>
    public static Trace SharedPrefixes(int requests, int groups, int shared, int own, double perSecond, Random random)
    {
        ImmutableArray<ulong>[] prefixes = [.. Enumerable.Range(0, groups).Select(_ => Text(shared, random))];
        return new Trace(Arrivals(requests, perSecond, random).Select(at =>
        {
            ImmutableArray<ulong> prompt = [.. prefixes[random.Next(groups)], .. Text(own, random)];
            return new TraceRequest(at, prompt, prompt, null);
        }));
    }

    /// <summary>Makes conversations whose turns repeat everything before.</summary>
    public static Trace Conversations(int sessions, int turns, int question, int answer, double perSecond, bool hasKey, Random random) =>
        new(Arrivals(sessions, perSecond / turns, random).SelectMany((at, session) =>
        {
            ImmutableArray<ulong> all = Text(turns * (question + answer), random);
            double time = at;
            return Enumerable.Range(1, turns).Select(turn =>
            {
                int end = turn * (question + answer);

                // Somebody reads the answer and thinks, for one to five seconds.
                time += turn == 1 ? 0 : 1_000 + (4_000 * random.NextDouble());
                return new TraceRequest(time, all[..(end - answer)], all[..end], hasKey ? $"session {session}" : null);
            }).ToArray();
        }));

    /// <summary>Makes requests that have nothing in common.</summary>
    public static Trace NoReuse(int requests, int least, int most, double perSecond, Random random) =>
        new(Arrivals(requests, perSecond, random).Select(at =>
        {
            ImmutableArray<ulong> prompt = Text(random.Next(least, most + 1), random);
            return new TraceRequest(at, prompt, prompt, null);
        }));

    /// <summary>Computes the share of blocks that one cache without bounds, which knows everything that came before, would hold.</summary>
    public double ReuseCeiling()
    {
        var seen = new HashSet<ulong>();
        long held = 0;
        foreach (TraceRequest request in Requests)
        {
            held += request.Prompt.TakeWhile(seen.Contains).Count();
            seen.UnionWith(request.Whole);
        }

        return (double)held / Requests.Sum(request => (long)request.Prompt.Length);
    }

    private static IEnumerable<double> Arrivals(int count, double perSecond, Random random)
    {
        double at = 0;
        for (int i = 0; i < count; i++)
        {
            at += -Math.Log(1 - random.NextDouble()) * 1_000 / perSecond;
            yield return at;
        }
    }

    private static ImmutableArray<ulong> Text(int blocks, Random random) => [.. Enumerable.Range(0, blocks).Select(_ => (ulong)random.NextInt64())];
}
