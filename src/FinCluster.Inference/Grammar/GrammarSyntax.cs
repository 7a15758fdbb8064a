namespace FinCluster.Inference.Grammar;

/// <summary>A parsed grammar: its rules, each with a body, and the one that the output must match.</summary>
/// <param name="Text">The text, for error messages that come after parsing.</param>
/// <param name="Rules">Every rule; <see cref="ReferenceNode.Rule"/> is an index into it.</param>
/// <param name="Root">The index of <c>root</c>.</param>
internal sealed record GrammarSyntax(string Text, IReadOnlyList<GrammarRule> Rules, int Root);

/// <summary>One rule.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Offset">Where its definition starts in the text.</param>
/// <param name="Body">What it matches.</param>
internal sealed record GrammarRule(string Name, int Offset, GrammarNode Body);

/// <summary>A part of a rule.</summary>
/// <param name="Elements">How many bytes of literals, classes and references it has when its repetitions are written out.</param>
/// <param name="Height">How deep the nodes below it nest.</param>
internal abstract record GrammarNode(long Elements, int Height);

/// <summary>A fixed text, in UTF-8.</summary>
internal sealed record LiteralNode(byte[] Utf8) : GrammarNode(Utf8.Length, 1);

/// <summary>One character out of a set.</summary>
internal sealed record CharacterNode(CharacterSet Characters) : GrammarNode(1, 1);

/// <summary>Another rule.</summary>
internal sealed record ReferenceNode(int Rule) : GrammarNode(1, 1);

/// <summary>One part after the other; without parts it matches the empty text.</summary>
internal sealed record SequenceNode(IReadOnlyList<GrammarNode> Items)
    : GrammarNode(Items.Sum(item => item.Elements), 1 + Items.Select(item => item.Height).DefaultIfEmpty().Max());

/// <summary>One of several parts.</summary>
internal sealed record ChoiceNode(IReadOnlyList<GrammarNode> Options)
    : GrammarNode(Options.Sum(option => Math.Max(1, option.Elements)), 1 + Options.Max(option => option.Height));

/// <summary>A part again and again, at least <paramref name="Min"/> times; without <paramref name="Max"/> as often as one likes.</summary>
internal sealed record RepeatNode(GrammarNode Item, int Min, int? Max)
    : GrammarNode(Math.Max(1, Item.Elements) * (Max ?? Math.Max(Min, 1)), Item.Height + 1);
