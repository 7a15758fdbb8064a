namespace FinCluster.Inference.Grammar;

/// <summary>Writes a syntax tree out as a graph, from the end to the start, so that each part knows what follows it.</summary>
internal sealed class GrammarGraphBuilder
{
    private readonly List<GraphNode> _nodes = [];
    private readonly List<int[]> _targets = [];
    private readonly List<int> _owners = [];
    private readonly ByteGraphBuilder _bytes = new();
    private readonly Dictionary<CharacterSet, int> _characterNodes = [];
    private readonly Dictionary<GraphNode, int> _indices = [];
    private int _owner;

    private GrammarGraphBuilder()
    {
    }

    /// <summary>Builds the graph. The parser's limits bound its size and the depth of the recursion.</summary>
    public static GrammarGraph Build(GrammarSyntax syntax)
    {
        var builder = new GrammarGraphBuilder();
        var entries = new int[syntax.Rules.Count];
        for (var rule = 0; rule < entries.Length; rule++)
        {
            builder._owner = rule;
            var end = builder.Add(new(GraphNodeKind.Return, rule, 0));
            entries[rule] = builder.Write(syntax.Rules[rule].Body, end);
        }

        return new GrammarGraph(
            syntax, [.. builder._nodes], [.. builder._targets], entries, [.. builder._owners], builder._bytes.Build());
    }

    /// <summary>Writes a part that goes on at <paramref name="next"/> and returns where it starts.</summary>
    private int Write(GrammarNode node, int next) => node switch
    {
        LiteralNode literal => WriteLiteral(literal, next),
        CharacterNode character => Add(new(GraphNodeKind.Character, CharacterNodeOf(character.Characters), next)),
        ReferenceNode reference => Add(new(GraphNodeKind.Call, reference.Rule, next)),
        SequenceNode sequence => WriteSequence(sequence, next),
        ChoiceNode choice => Split([.. choice.Options.Select(option => Write(option, next)).Distinct()]),
        RepeatNode { Max: null } repeat => WriteLoop(repeat, next),
        RepeatNode repeat => WriteCounted(repeat.Item, repeat.Min, repeat.Max.Value, next),
        _ => throw new InvalidOperationException($"unknown node {node.GetType().Name}"),
    };

    private int WriteLiteral(LiteralNode literal, int next)
    {
        for (var i = literal.Utf8.Length - 1; i >= 0; i--)
        {
            next = Add(new(GraphNodeKind.Character, _bytes.Single(literal.Utf8[i]), next));
        }

        return next;
    }

    private int WriteSequence(SequenceNode sequence, int next)
    {
        for (var i = sequence.Items.Count - 1; i >= 0; i--)
        {
            next = Write(sequence.Items[i], next);
        }

        return next;
    }

    private int WriteLoop(RepeatNode repeat, int next)
    {
        var loop = AddSplit([]);
        var body = Write(repeat.Item, loop);
        _targets[_nodes[loop].Value] = [body, next];

        // Of n required copies the last one is the loop's own.
        return repeat.Min == 0 ? loop : WriteCounted(repeat.Item, repeat.Min - 1, repeat.Min - 1, body);
    }

    /// <summary>Writes x{2,4} as x x (x (x)?)?, where each optional part goes straight to the end.</summary>
    private int WriteCounted(GrammarNode item, int min, int max, int next)
    {
        var start = next;
        for (var i = 0; i < max; i++)
        {
            start = Write(item, start);
            if (i < max - min)
            {
                start = start == next ? next : Split([start, next]);
            }
        }

        return start;
    }

    private int CharacterNodeOf(CharacterSet characters)
    {
        if (!_characterNodes.TryGetValue(characters, out var node))
        {
            node = _bytes.Characters(characters);
            _characterNodes.Add(characters, node);
        }

        return node;
    }

    private int Split(int[] targets) => targets.Length == 1 ? targets[0] : AddSplit(targets);

    private int AddSplit(int[] targets)
    {
        _targets.Add(targets);
        return Add(new(GraphNodeKind.Split, _targets.Count - 1, 0));
    }

    // Equal nodes are one node, so alternatives share their common endings.
    private int Add(GraphNode node)
    {
        if (!_indices.TryGetValue(node, out var index))
        {
            index = _nodes.Count;
            _indices.Add(node, index);
            _nodes.Add(node);
            _owners.Add(_owner);
        }

        return index;
    }
}
