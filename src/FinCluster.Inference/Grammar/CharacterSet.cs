using System.Collections.Immutable;

namespace FinCluster.Inference.Grammar;

/// <summary>A set of Unicode scalar values, as sorted ranges that neither overlap nor touch. Surrogates are never members.</summary>
internal sealed class CharacterSet
{
    /// <summary>The highest code point.</summary>
    public const int Highest = 0x10FFFF;

    private const int FirstSurrogate = 0xD800;
    private const int LastSurrogate = 0xDFFF;

    /// <summary>Every code point.</summary>
    public static readonly CharacterSet All = OfRange(0, Highest);

    private CharacterSet(ImmutableArray<CharacterRange> ranges) => Ranges = ranges;

    /// <summary>Gets the ranges in ascending order.</summary>
    public ImmutableArray<CharacterRange> Ranges { get; }

    /// <summary>Gets whether no code point is a member.</summary>
    public bool IsEmpty => Ranges.IsEmpty;

    /// <summary>Makes the set of <paramref name="first"/> to <paramref name="last"/>, both included.</summary>
    public static CharacterSet OfRange(int first, int last) => Of([new CharacterRange(first, last)]);

    /// <summary>Makes the set of the characters of <paramref name="members"/>.</summary>
    public static CharacterSet OfCharacters(string members) =>
        Of(members.EnumerateRunes().Select(rune => new CharacterRange(rune.Value, rune.Value)));

    /// <summary>Makes the set that holds every given range; they may overlap and come in any order.</summary>
    public static CharacterSet Of(IEnumerable<CharacterRange> ranges)
    {
        var merged = ImmutableArray.CreateBuilder<CharacterRange>();
        foreach (var range in ranges.SelectMany(WithoutSurrogates).OrderBy(range => range.First))
        {
            if (merged.Count > 0 && range.First <= merged[^1].Last + 1)
            {
                merged[^1] = merged[^1] with { Last = Math.Max(merged[^1].Last, range.Last) };
            }
            else
            {
                merged.Add(range);
            }
        }

        return new CharacterSet(merged.ToImmutable());
    }

    /// <summary>Whether <paramref name="codePoint"/> is a member.</summary>
    public bool Contains(int codePoint) => Ranges.Any(range => range.First <= codePoint && codePoint <= range.Last);

    /// <summary>The members of either set.</summary>
    public CharacterSet Union(CharacterSet other) => Of(Ranges.Concat(other.Ranges));

    /// <summary>The members of this set that are not in <paramref name="other"/>.</summary>
    public CharacterSet Except(CharacterSet other) => Intersect(other.Complement());

    /// <summary>The members of both sets.</summary>
    public CharacterSet Intersect(CharacterSet other) => Of(
        from left in Ranges
        from right in other.Ranges
        let first = Math.Max(left.First, right.First)
        let last = Math.Min(left.Last, right.Last)
        where first <= last
        select new CharacterRange(first, last));

    /// <summary>Every code point that is not a member.</summary>
    public CharacterSet Complement()
    {
        var gaps = new List<CharacterRange>();
        var next = 0;
        foreach (var range in Ranges)
        {
            if (range.First > next)
            {
                gaps.Add(new CharacterRange(next, range.First - 1));
            }

            next = range.Last + 1;
        }

        if (next <= Highest)
        {
            gaps.Add(new CharacterRange(next, Highest));
        }

        return Of(gaps);
    }

    private static IEnumerable<CharacterRange> WithoutSurrogates(CharacterRange range)
    {
        if (range.First < FirstSurrogate)
        {
            yield return range with { Last = Math.Min(range.Last, FirstSurrogate - 1) };
        }

        if (range.Last > LastSurrogate)
        {
            yield return range with { First = Math.Max(range.First, LastSurrogate + 1) };
        }
    }
}

/// <summary>The code points from <paramref name="First"/> to <paramref name="Last"/>, both included.</summary>
internal readonly record struct CharacterRange(int First, int Last);
