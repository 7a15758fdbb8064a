using System.Collections.Immutable;

namespace FinCluster.Inference.Grammar.JsonSchema.Gbnf;

/// <summary>An expression of a grammar. Make nodes with <see cref="GbnfBuilder"/>, which keeps them in their simplest form.</summary>
internal abstract record GbnfNode;

/// <summary>The characters of <paramref name="Text"/>, one after the other; not empty.</summary>
internal sealed record GbnfText(string Text) : GbnfNode;

/// <summary>One character out of <paramref name="Members"/>.</summary>
internal sealed record GbnfClass(ScalarSet Members) : GbnfNode;

/// <summary>Every item in turn. Without items it is the empty text.</summary>
internal sealed record GbnfSequence(ImmutableArray<GbnfNode> Items) : GbnfNode;

/// <summary>Any one of the items. Without items nothing matches it.</summary>
internal sealed record GbnfChoice(ImmutableArray<GbnfNode> Items) : GbnfNode;

/// <summary><paramref name="Item"/> from <paramref name="Minimum"/> to <paramref name="Maximum"/> times; null: without end.</summary>
internal sealed record GbnfRepeat(GbnfNode Item, int Minimum, int? Maximum) : GbnfNode;

/// <summary>The rule named <paramref name="Name"/>.</summary>
internal sealed record GbnfReference(string Name) : GbnfNode;
