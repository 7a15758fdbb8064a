using System.Globalization;
using System.Text;

namespace FinCluster.Inference.Grammar.JsonSchema.Gbnf;

/// <summary>Writes expressions in GBNF, llama.cpp's notation for grammars.</summary>
internal static class GbnfPrinter
{
    private enum Place
    {
        Rule,
        Alternative,
        Item,
    }

    /// <summary>Writes <paramref name="node"/> as the right side of a rule.</summary>
    public static string Print(GbnfNode node)
    {
        var text = new StringBuilder();
        Write(text, node, Place.Rule);
        return text.ToString();
    }

    private static void Write(StringBuilder text, GbnfNode node, Place place)
    {
        switch (node)
        {
            case GbnfText literal:
                text.Append('"').Append(GbnfEscape.Text(literal.Text)).Append('"');
                break;
            case GbnfClass set:
                text.Append('[').Append(GbnfEscape.Class(set.Members)).Append(']');
                break;
            case GbnfReference reference:
                text.Append(reference.Name);
                break;
            case GbnfRepeat repeat:
                WriteRepeated(text, repeat.Item);
                text.Append(Quantifier(repeat));
                break;
            case GbnfSequence sequence:
                WriteList(text, sequence.Items, " ", Place.Item, inGroup: place == Place.Item);
                break;
            case GbnfChoice choice:
                WriteList(text, choice.Items, " | ", Place.Alternative, inGroup: place != Place.Rule);
                break;
            default:
                throw new InvalidOperationException($"No notation for {node.GetType().Name}.");
        }
    }

    // llama.cpp's parser binds a quantifier to a whole literal, but other readers bind it to the last character: a group is clear to all.
    private static void WriteRepeated(StringBuilder text, GbnfNode item)
    {
        var isGrouped = item is GbnfRepeat or GbnfText { Text.Length: > 1 };
        text.Append(isGrouped ? "(" : string.Empty);
        Write(text, item, isGrouped ? Place.Rule : Place.Item);
        text.Append(isGrouped ? ")" : string.Empty);
    }

    private static void WriteList(StringBuilder text, IReadOnlyList<GbnfNode> items, string separator, Place place, bool inGroup)
    {
        if (items.Count == 0)
        {
            text.Append("\"\"");
            return;
        }

        text.Append(inGroup ? "(" : string.Empty);
        for (var i = 0; i < items.Count; i++)
        {
            text.Append(i == 0 ? string.Empty : separator);
            Write(text, items[i], place);
        }

        text.Append(inGroup ? ")" : string.Empty);
    }

    private static string Quantifier(GbnfRepeat repeat) => (repeat.Minimum, repeat.Maximum) switch
    {
        (0, 1) => "?",
        (0, null) => "*",
        (1, null) => "+",
        var (minimum, maximum) when minimum == maximum => string.Create(CultureInfo.InvariantCulture, $"{{{minimum}}}"),
        var (minimum, maximum) => string.Create(CultureInfo.InvariantCulture, $"{{{minimum},{maximum}}}"),
    };
}
