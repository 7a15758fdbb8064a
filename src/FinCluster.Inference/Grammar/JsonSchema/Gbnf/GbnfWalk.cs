using System.Text;

namespace FinCluster.Inference.Grammar.JsonSchema.Gbnf;

/// <summary>Questions about expressions that follow no reference.</summary>
internal static class GbnfWalk
{
    /// <summary>Lists the rules that <paramref name="node"/> names, in order, with repetitions.</summary>
    public static IEnumerable<string> References(GbnfNode node) => node switch
    {
        GbnfReference reference => [reference.Name],
        GbnfSequence sequence => sequence.Items.SelectMany(References),
        GbnfChoice choice => choice.Items.SelectMany(References),
        GbnfRepeat repeat => References(repeat.Item),
        _ => [],
    };

    /// <summary>Rewrites <paramref name="node"/> with <paramref name="replace"/> put in the place of each reference.</summary>
    public static GbnfNode Rewrite(GbnfNode node, Func<GbnfReference, GbnfNode> replace) => node switch
    {
        GbnfReference reference => replace(reference),
        GbnfSequence sequence => GbnfBuilder.Sequence(sequence.Items.Select(item => Rewrite(item, replace))),
        GbnfChoice choice => GbnfBuilder.Choice(choice.Items.Select(item => Rewrite(item, replace))),
        GbnfRepeat repeat => GbnfBuilder.Repeat(Rewrite(repeat.Item, replace), repeat.Minimum, repeat.Maximum),
        _ => node,
    };

    /// <summary>Whether some text matches <paramref name="node"/>, given which rules are known to match one.</summary>
    public static bool IsProductive(GbnfNode node, Func<string, bool> isProductive) => node switch
    {
        GbnfReference reference => isProductive(reference.Name),
        GbnfSequence sequence => sequence.Items.All(item => IsProductive(item, isProductive)),
        GbnfChoice choice => choice.Items.Any(item => IsProductive(item, isProductive)),
        GbnfRepeat repeat => repeat.Minimum == 0 || IsProductive(repeat.Item, isProductive),
        _ => true,
    };

    /// <summary>
    /// How many elements <paramref name="node"/> has once its repetitions are written out. Nested repetitions exceed any integer.
    /// </summary>
    public static double ExpandedSize(GbnfNode node) => node switch
    {
        GbnfText text => Encoding.UTF8.GetByteCount(text.Text),
        GbnfSequence sequence => sequence.Items.Sum(ExpandedSize),
        GbnfChoice choice => choice.Items.Sum(ExpandedSize) + choice.Items.Length,
        GbnfRepeat repeat => ExpandedSize(repeat.Item) * (repeat.Maximum ?? (repeat.Minimum + 1.0)),
        _ => 1,
    };
}
