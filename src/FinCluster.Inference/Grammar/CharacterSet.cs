namespace FinCluster.Inference.Grammar;

/// <summary>A range of Unicode code points, both ends included.</summary>
internal readonly record struct CharacterRange(int Low, int High);

/// <summary>An immutable set of Unicode scalar values: sorted ranges that neither touch nor overlap, without surrogates.</summary>
internal sealed class CharacterSet
{
    /// <summary>The highest code point of Unicode.</summary>
    public const int MaxCodePoint = 0x10FFFF;

    private const int FirstSurrogate = 0xD800;
    private const int LastSurrogate = 0xDFFF;

    private readonly CharacterRange[] _ranges;

    private CharacterSet(CharacterRange[] ranges) => _ranges = ranges;

    /// <summary>Gets the set of all scalar values.</summary>
    public static CharacterSet All { get; } = Create([new(0, MaxCodePoint)]);

    /// <summary>Gets the ranges in ascending order.</summary>
    public ReadOnlySpan<CharacterRange> Ranges => _ranges;

    /// <summary>Gets whether no character is in the set.</summary>
    public bool IsEmpty => _ranges.Length == 0;

    /// <summary>Makes a set of ranges in any order. Surrogates drop out: UTF-8 cannot hold them.</summary>
    public static CharacterSet Create(IEnumerable<CharacterRange> ranges) => new(WithoutSurrogates(Merge(ranges)));

    /// <summary>Makes the set of all scalar values that are not in this one.</summary>
    public CharacterSet Negate()
    {
        var gaps = new List<CharacterRange>(_ranges.Length + 1);
        var next = 0;
        foreach (var range in _ranges)
        {
            if (range.Low > next)
            {
                gaps.Add(new(next, range.Low - 1));
            }

            next = range.High + 1;
        }

        if (next <= MaxCodePoint)
        {
            gaps.Add(new(next, MaxCodePoint));
        }

        return Create(gaps);
    }

    /// <summary>Says whether a scalar value is in the set.</summary>
    public bool Contains(int codePoint) => Array.Exists(_ranges, range => range.Low <= codePoint && codePoint <= range.High);

    private static List<CharacterRange> Merge(IEnumerable<CharacterRange> ranges)
    {
        var merged = new List<CharacterRange>();
        foreach (var range in ranges.OrderBy(range => range.Low))
        {
            if (merged.Count > 0 && range.Low <= merged[^1].High + 1)
            {
                merged[^1] = merged[^1] with { High = Math.Max(merged[^1].High, range.High) };
            }
            else
            {
                merged.Add(range);
            }
        }

        return merged;
    }

    private static CharacterRange[] WithoutSurrogates(List<CharacterRange> ranges)
    {
        var kept = new List<CharacterRange>(ranges.Count + 1);
        foreach (var range in ranges)
        {
            if (range.Low < FirstSurrogate)
            {
                kept.Add(range with { High = Math.Min(range.High, FirstSurrogate - 1) });
            }

            if (range.High > LastSurrogate)
            {
                kept.Add(range with { Low = Math.Max(range.Low, LastSurrogate + 1) });
            }
        }

        return [.. kept];
    }
}
