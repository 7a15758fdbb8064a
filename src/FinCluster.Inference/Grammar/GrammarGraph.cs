namespace FinCluster.Inference.Grammar;

/// <summary>What a node of a <see cref="GrammarGraph"/> does.</summary>
internal enum GraphNodeKind : byte
{
    /// <summary>Goes on at each of several nodes without reading.</summary>
    Split,

    /// <summary>Reads one character through the node <see cref="GraphNode.Value"/> of the byte graph.</summary>
    Character,

    /// <summary>Runs the rule <see cref="GraphNode.Value"/>.</summary>
    Call,

    /// <summary>Ends the rule <see cref="GraphNode.Value"/>.</summary>
    Return,
}

/// <summary>One node.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Value">A byte node, a rule, or the index of a split's targets.</param>
/// <param name="Next">Where it goes on; unused by splits and returns.</param>
internal readonly record struct GraphNode(GraphNodeKind Kind, int Value, int Next);

/// <summary>A grammar as one graph per rule, with repetitions written out; checks and <see cref="GrammarProgram"/> start from it.</summary>
/// <param name="Syntax">The grammar.</param>
/// <param name="Nodes">All nodes.</param>
/// <param name="Targets">The targets of splits.</param>
/// <param name="Entries">Where each rule starts.</param>
/// <param name="Owners">The rule that each node belongs to.</param>
/// <param name="Bytes">How characters look in UTF-8.</param>
internal sealed record GrammarGraph(
    GrammarSyntax Syntax, GraphNode[] Nodes, int[][] Targets, int[] Entries, int[] Owners, ByteGraph Bytes)
{
    /// <summary>Gets how many rules there are.</summary>
    public int RuleCount => Entries.Length;

    /// <summary>Makes the error for one rule.</summary>
    public Core.Errors.RequestException Fail(int rule, string message) =>
        GrammarErrors.InvalidAt(Syntax.Text, Syntax.Rules[rule].Offset, message);

    /// <summary>Gets the name of a rule.</summary>
    public string NameOf(int rule) => Syntax.Rules[rule].Name;
}
