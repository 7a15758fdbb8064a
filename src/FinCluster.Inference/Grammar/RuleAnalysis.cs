namespace FinCluster.Inference.Grammar;

/// <summary>What is known of the rules of a grammar that passed its checks.</summary>
/// <param name="MayBeEmpty">Whether each rule matches the empty text.</param>
/// <param name="CallOrder">
/// A number for each rule, such that a rule that calls another one before it reads anything has the lower number.
/// </param>
internal sealed record RuleAnalysis(bool[] MayBeEmpty, int[] CallOrder)
{
    /// <summary>Checks that no rule recurses on its left and that all rules in use can finish. Time is linear in the graph.</summary>
    /// <exception cref="Core.Errors.RequestException">The grammar fails a check.</exception>
    public static RuleAnalysis Check(GrammarGraph graph)
    {
        var start = RuleTraversal.WithoutReading(graph);
        var order = LeftCallOrder.Of(graph, start.Calls);
        CheckEnds(graph, RuleTraversal.Reading(graph).Finishes);
        return new RuleAnalysis(start.Finishes, order);
    }

    private static void CheckEnds(GrammarGraph graph, bool[] ends)
    {
        var callees = graph.Nodes.Index()
            .Where(node => node.Item.Kind == GraphNodeKind.Call)
            .ToLookup(node => graph.Owners[node.Index], node => node.Item.Value);
        foreach (var used in InUse(graph.Syntax.Root, callees))
        {
            if (!ends[used])
            {
                var rule = FindEndless(used, callees, ends);
                throw graph.Fail(rule, $"rule '{graph.NameOf(rule)}' never ends: every way through it needs the rule itself again");
            }
        }
    }

    private static IEnumerable<int> InUse(int root, ILookup<int, int> callees)
    {
        var seen = new HashSet<int> { root };
        var open = new Stack<int>(seen);
        while (open.TryPop(out var rule))
        {
            yield return rule;
            foreach (var callee in callees[rule])
            {
                if (seen.Add(callee))
                {
                    open.Push(callee);
                }
            }
        }
    }

    /// <summary>Follows calls that never end until one comes again: that rule, and not only a caller of it, is at fault.</summary>
    private static int FindEndless(int rule, ILookup<int, int> callees, bool[] ends)
    {
        var seen = new HashSet<int>();
        while (seen.Add(rule))
        {
            rule = callees[rule].First(callee => !ends[callee]);
        }

        return rule;
    }
}
