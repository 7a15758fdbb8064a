using System.Globalization;

namespace FinCluster.Inference.Grammar;

/// <summary>Reads what may follow an item: <c>* + ? {n} {n,} {n,m}</c>, also several in a row.</summary>
internal sealed class GbnfRepetitionParser(GbnfReader reader, GrammarLimits limits)
{
    // A group adds up to three levels to the tree: a choice, a sequence and a repetition. A chain such as "a"?+?+? adds one each time.
    private const int HeightPerNesting = 4;

    /// <summary>Says whether a repetition comes next.</summary>
    public static bool IsNext(GbnfReader reader) => reader.Current is '*' or '+' or '?' or '{';

    /// <summary>Reads the repetitions of an item that starts at <paramref name="start"/>, and the space after them.</summary>
    public GrammarNode Parse(GrammarNode item, int start, bool lineEnds)
    {
        while (IsNext(reader))
        {
            var at = reader.Offset;
            item = ParseOne(item, lineEnds);
            reader.SkipSpace(lineEnds);
            Check(item, start, at);
        }

        return item;
    }

    private RepeatNode ParseOne(GrammarNode item, bool lineEnds)
    {
        var (min, max) = reader.Current switch
        {
            '*' => (0, (int?)null),
            '+' => (1, null),
            '?' => (0, 1),
            _ => ParseCounts(lineEnds),
        };
        reader.Skip(1);
        return new RepeatNode(item, min, max);
    }

    /// <summary>Reads up to the closing brace.</summary>
    private (int Min, int? Max) ParseCounts(bool lineEnds)
    {
        var start = reader.Offset;
        reader.Skip(1);
        reader.SkipSpace(lineEnds);
        var min = reader.ReadCount(limits.MaxElements);
        int? max = min;
        reader.SkipSpace(lineEnds);
        if (reader.TryTake(','))
        {
            reader.SkipSpace(lineEnds);
            max = char.IsAsciiDigit(reader.Current) ? reader.ReadCount(limits.MaxElements) : null;
            reader.SkipSpace(lineEnds);
        }

        if (reader.Current != '}')
        {
            throw reader.FailUnexpected("'}'");
        }

        return max < min ? throw reader.Fail(start, $"{{{min},{max}}} asks for at least {min} and at most {max}") : (min, max);
    }

    private void Check(GrammarNode item, int start, int at)
    {
        if (item.Height > HeightPerNesting * limits.MaxNesting)
        {
            throw reader.Fail(at, $"groups and repetitions nest at most {limits.MaxNesting} deep");
        }

        if (item.Elements > limits.MaxElements)
        {
            var elements = item.Elements.ToString(CultureInfo.InvariantCulture);
            throw reader.Fail(
                start,
                $"this repetition stands for {elements} elements; a grammar has at most {limits.MaxElements}, repetitions written out");
        }
    }
}
