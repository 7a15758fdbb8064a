namespace FinCluster.Inference.Tests.Grammar.JsonSchema.Oracle;

/// <summary>A part of a grammar as the oracle reads it.</summary>
internal abstract record OracleNode;

/// <summary>One code point inside or, negated, outside of the ranges.</summary>
internal sealed record OracleClass(List<(int First, int Last)> Ranges, bool IsNegated) : OracleNode
{
    public bool Matches(int codePoint) =>
        Ranges.Exists(range => range.First <= codePoint && codePoint <= range.Last) != IsNegated && codePoint is (< 0xD800 or > 0xDFFF);
}

/// <summary>Items in turn.</summary>
internal sealed record OracleSequence(List<OracleNode> Items) : OracleNode;

/// <summary>Any one of the items.</summary>
internal sealed record OracleChoice(List<OracleNode> Items) : OracleNode;

/// <summary>An item some times.</summary>
internal sealed record OracleRepeat(OracleNode Item, int Minimum, int Maximum) : OracleNode;

/// <summary>A rule by name.</summary>
internal sealed record OracleReference(string Name) : OracleNode;
