namespace FinCluster.Inference.Grammar;

/// <summary>Lists for every place in the rules that root uses what may come next.</summary>
internal sealed class GrammarProgramBuilder
{
    private readonly GrammarGraph _graph;
    private readonly RuleAnalysis _analysis;
    private readonly GrammarLimits _limits;

    // Numbers of graph nodes as resume points and as terminals or calls, -1 where a node is none; the queue holds resume points in order.
    private readonly int[] _resumeOf;
    private readonly int[] _numberOf;
    private readonly Queue<int> _unlisted = new();
    private readonly List<GraphNode> _terminalNodes = [];
    private readonly List<GraphNode> _callNodes = [];

    private readonly List<int> _terminalStarts = [];
    private readonly List<int> _terminals = [];
    private readonly List<int> _callStarts = [];
    private readonly List<int> _calls = [];
    private readonly List<bool> _canReturn = [];

    private readonly Stack<int> _open = new();
    private readonly int[] _seenFor;
    private int _resumeCount;

    private GrammarProgramBuilder(GrammarGraph graph, RuleAnalysis analysis, GrammarLimits limits)
    {
        (_graph, _analysis, _limits) = (graph, analysis, limits);
        _resumeOf = NoNumbers(graph.Nodes.Length);
        _numberOf = NoNumbers(graph.Nodes.Length);
        _seenFor = NoNumbers(graph.Nodes.Length);
    }

    /// <summary>Builds the program of a grammar. Any number of threads may call it.</summary>
    /// <exception cref="Core.Errors.RequestException">The grammar fails a check or exceeds a limit.</exception>
    public static GrammarProgram Build(GrammarSyntax syntax, GrammarLimits limits)
    {
        var graph = GrammarGraphBuilder.Build(syntax);
        return new GrammarProgramBuilder(graph, RuleAnalysis.Check(graph), limits).Build();
    }

    private GrammarProgram Build()
    {
        ResumeAt(_graph.Entries[_graph.Syntax.Root]);
        while (_unlisted.TryDequeue(out var node))
        {
            List(node);
        }

        // Only now does every node that something goes on at have a number.
        var resumes = new ResumeTable(_terminalStarts, _terminals, _callStarts, _calls, _canReturn);
        var entries = Array.ConvertAll(_graph.Entries, entry => _resumeOf[entry]);
        return new GrammarProgram(_graph.Bytes, resumes)
        {
            Terminals = [.. _terminalNodes.Select(node => new Terminal(node.Value, _resumeOf[node.Next]))],
            Calls = [.. _callNodes.Select(node => (Rule: node.Value, Resume: _resumeOf[node.Next]))
                .Select(call => new RuleCall(call.Rule, call.Resume, IsTail: resumes.OnlyReturns(call.Resume)))],
            Rules = [.. entries.Zip(_analysis.CallOrder, (entry, order) => new RuleStart(entry, order))],
            Root = _graph.Syntax.Root,
        };
    }

    /// <summary>Lists what may come next at one graph node.</summary>
    private void List(int start)
    {
        var resume = _resumeOf[start];
        _terminalStarts.Add(_terminals.Count);
        _callStarts.Add(_calls.Count);
        _canReturn.Add(false);
        Visit(start, resume);
        while (_open.TryPop(out var index))
        {
            ListNode(index, resume);
            if (_terminals.Count + _calls.Count > _limits.MaxFollowEntries)
            {
                throw _graph.Fail(
                    _graph.Owners[start],
                    $"too many optional parts follow each other: the lists of what comes next exceed {_limits.MaxFollowEntries} entries");
            }
        }
    }

    private void ListNode(int index, int resume)
    {
        var node = _graph.Nodes[index];
        switch (node.Kind)
        {
            case GraphNodeKind.Split:
                foreach (var target in _graph.Targets[node.Value])
                {
                    Visit(target, resume);
                }

                break;
            case GraphNodeKind.Character:
                _terminals.Add(Number(index, _terminalNodes));
                break;
            case GraphNodeKind.Call:
                ListCall(index, resume);
                break;
            default:
                _canReturn[resume] = true;
                break;
        }
    }

    // A rule that may be empty is also passed here, so that running it never has to end without having read.
    private void ListCall(int index, int resume)
    {
        var node = _graph.Nodes[index];
        ResumeAt(_graph.Entries[node.Value]);
        _calls.Add(Number(index, _callNodes));
        if (_analysis.MayBeEmpty[node.Value])
        {
            Visit(node.Next, resume);
        }
    }

    private void Visit(int index, int resume)
    {
        if (_seenFor[index] != resume)
        {
            _seenFor[index] = resume;
            _open.Push(index);
        }
    }

    private int ResumeAt(int index)
    {
        if (_resumeOf[index] < 0)
        {
            _resumeOf[index] = _resumeCount++;
            _unlisted.Enqueue(index);
        }

        return _resumeOf[index];
    }

    /// <summary>Gets the number of a terminal or call; what comes after a new one becomes a resume point.</summary>
    private int Number(int index, List<GraphNode> numbered)
    {
        if (_numberOf[index] < 0)
        {
            _numberOf[index] = numbered.Count;
            numbered.Add(_graph.Nodes[index]);
            ResumeAt(_graph.Nodes[index].Next);
        }

        return _numberOf[index];
    }

    private static int[] NoNumbers(int length)
    {
        var numbers = new int[length];
        Array.Fill(numbers, -1);
        return numbers;
    }
}
