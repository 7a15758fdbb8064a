using FinCluster.Inference.Grammar.JsonSchema.Gbnf;
using static FinCluster.Inference.Grammar.JsonSchema.Gbnf.GbnfBuilder;

namespace FinCluster.Inference.Grammar.JsonSchema.Rules;

/// <summary>
/// Long lists of constants, with common beginnings written once. A matcher follows every alternative that still fits, so a list of a
/// thousand tickers would cost a thousand times more at its first character than at its second.
/// </summary>
internal sealed class PrefixTree(RuleContext context)
{
    // Short lists stay as their author wrote them.
    private const int ShortList = 8;

    // Deeper groups go to a rule of their own, within what the grammar's reader accepts.
    private const int GroupDepth = 8;

    /// <summary>Any one of <paramref name="texts"/>, which are distinct.</summary>
    public GbnfNode Build(IReadOnlyCollection<string> texts)
    {
        if (texts.Count <= ShortList)
        {
            return Choice(texts.Select(Text));
        }

        var sorted = texts.OrderBy(text => text, StringComparer.Ordinal).Select(Characters);
        return Branches([.. sorted], 0, 1);
    }

    private static string[] Characters(string text) => [.. text.EnumerateRunes().Select(rune => rune.ToString())];

    private GbnfNode Branches(List<string[]> texts, int start, int depth)
    {
        var ended = texts.Where(text => text.Length == start).Select(_ => Empty);
        var groups = texts.Where(text => text.Length > start).GroupBy(text => text[start]);
        var body = Choice([.. groups.Select(group => Branch([.. group], start, depth)), .. ended]);
        return depth % GroupDepth == 0 ? context.Helper("more", body) : body;
    }

    private GbnfNode Branch(List<string[]> texts, int start, int depth)
    {
        var end = start + 1;
        while (texts.TrueForAll(text => text.Length > end && text[end] == texts[0][end]))
        {
            end++;
        }

        var common = Text(string.Concat(texts[0].Skip(start).Take(end - start)));
        return texts.Count == 1 ? common : Sequence(common, Branches(texts, end, depth + 1));
    }
}
