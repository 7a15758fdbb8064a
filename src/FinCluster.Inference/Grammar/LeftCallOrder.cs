namespace FinCluster.Inference.Grammar;

/// <summary>Orders rules so that callers on the left come before the rules that they call; a cycle among them is left recursion.</summary>
internal sealed class LeftCallOrder
{
    private readonly GrammarGraph _graph;
    private readonly HashSet<int>[] _calls;
    private readonly RuleColor[] _colors;
    private readonly int[] _order;
    private int _next;

    private LeftCallOrder(GrammarGraph graph, HashSet<int>[] calls)
    {
        _graph = graph;
        _calls = calls;
        _colors = new RuleColor[graph.RuleCount];
        _order = new int[graph.RuleCount];
        _next = graph.RuleCount;
    }

    private enum RuleColor : byte
    {
        Unseen,
        Open,
        Done,
    }

    /// <summary>Numbers the rules from 0. Time is linear in the number of calls.</summary>
    /// <param name="graph">The grammar.</param>
    /// <param name="calls">The rules that each rule calls before it reads anything.</param>
    /// <exception cref="Core.Errors.RequestException">A rule recurses on its left.</exception>
    public static int[] Of(GrammarGraph graph, HashSet<int>[] calls)
    {
        var search = new LeftCallOrder(graph, calls);
        for (var rule = 0; rule < graph.RuleCount; rule++)
        {
            if (search._colors[rule] == RuleColor.Unseen)
            {
                search.Explore(rule);
            }
        }

        return search._order;
    }

    // The path is explicit: a chain of some thousand rules would overflow the call stack.
    private void Explore(int root)
    {
        var path = new Stack<(int Rule, IEnumerator<int> Calls)>();
        Enter(root);
        while (path.TryPeek(out var top))
        {
            if (!top.Calls.MoveNext())
            {
                path.Pop();
                _colors[top.Rule] = RuleColor.Done;
                _order[top.Rule] = --_next;
            }
            else if (_colors[top.Calls.Current] == RuleColor.Open)
            {
                throw FailRecursion([.. path.Reverse().Select(step => step.Rule)], top.Calls.Current);
            }
            else if (_colors[top.Calls.Current] == RuleColor.Unseen)
            {
                Enter(top.Calls.Current);
            }
        }

        void Enter(int rule)
        {
            _colors[rule] = RuleColor.Open;
            path.Push((rule, _calls[rule].GetEnumerator()));
        }
    }

    private Core.Errors.RequestException FailRecursion(int[] path, int rule)
    {
        const int ShownRules = 6;
        var cycle = path.SkipWhile(step => step != rule).Select(_graph.NameOf).ToArray();
        var shown = string.Join(" -> ", cycle.Length <= ShownRules ? cycle : [.. cycle.Take(ShownRules), "..."]);
        var name = _graph.NameOf(rule);
        return _graph.Fail(rule, $"rule '{name}' is left-recursive: it calls itself before it reads a character ({shown} -> {name})");
    }
}
