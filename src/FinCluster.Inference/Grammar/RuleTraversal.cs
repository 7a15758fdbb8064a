namespace FinCluster.Inference.Grammar;

/// <summary>
/// Walks all rules from their entries at once. A call is passed when the called rule is known to finish; until then its caller waits.
/// Each node is visited once and each call waits at most once, so time is linear.
/// </summary>
internal sealed class RuleTraversal
{
    private readonly GrammarGraph _graph;
    private readonly bool _readsCharacters;
    private readonly bool[] _visited;
    private readonly Stack<int> _open = new();
    private readonly List<int>?[] _waiting;

    private RuleTraversal(GrammarGraph graph, bool readsCharacters)
    {
        _graph = graph;
        _readsCharacters = readsCharacters;
        _visited = new bool[graph.Nodes.Length];
        _waiting = new List<int>?[graph.RuleCount];
        Finishes = new bool[graph.RuleCount];
        Calls = [.. Enumerable.Range(0, graph.RuleCount).Select(_ => new HashSet<int>())];
    }

    /// <summary>Gets whether each rule's end was reached.</summary>
    public bool[] Finishes { get; }

    /// <summary>Gets the rules that each rule was seen to call.</summary>
    public HashSet<int>[] Calls { get; }

    /// <summary>Walks without reading: rules that finish match the empty text, calls that are seen are calls on the left.</summary>
    public static RuleTraversal WithoutReading(GrammarGraph graph) => new RuleTraversal(graph, readsCharacters: false).Run();

    /// <summary>Walks through characters too: rules that finish match some text.</summary>
    public static RuleTraversal Reading(GrammarGraph graph) => new RuleTraversal(graph, readsCharacters: true).Run();

    private RuleTraversal Run()
    {
        foreach (var entry in _graph.Entries)
        {
            Visit(entry);
        }

        while (_open.TryPop(out var index))
        {
            Leave(index);
        }

        return this;
    }

    private void Leave(int index)
    {
        var node = _graph.Nodes[index];
        switch (node.Kind)
        {
            case GraphNodeKind.Split:
                Array.ForEach(_graph.Targets[node.Value], Visit);
                break;
            case GraphNodeKind.Character when _readsCharacters:
                Visit(node.Next);
                break;
            case GraphNodeKind.Call:
                Call(_graph.Owners[index], node);
                break;
            case GraphNodeKind.Return:
                Finish(node.Value);
                break;
        }
    }

    private void Call(int caller, GraphNode node)
    {
        Calls[caller].Add(node.Value);
        if (Finishes[node.Value])
        {
            Visit(node.Next);
        }
        else
        {
            (_waiting[node.Value] ??= []).Add(node.Next);
        }
    }

    private void Finish(int rule)
    {
        Finishes[rule] = true;
        _waiting[rule]?.ForEach(Visit);
        _waiting[rule] = null;
    }

    private void Visit(int index)
    {
        if (!_visited[index])
        {
            _visited[index] = true;
            _open.Push(index);
        }
    }
}
