using System.Collections.Immutable;

namespace FinCluster.Inference.Grammar.JsonSchema.Gbnf;

/// <summary>A set of Unicode scalar values, as sorted ranges that neither overlap nor touch. Surrogates are never members.</summary>
internal sealed class ScalarSet
{
    /// <summary>The highest code point.</summary>
    public const int Highest = 0x10FFFF;

    private const int FirstSurrogate = 0xD800;
    private const int LastSurrogate = 0xDFFF;

    /// <summary>Every code point.</summary>
    public static readonly ScalarSet All = OfRange(0, Highest);

    private ScalarSet(ImmutableArray<ScalarRange> ranges) => Ranges = ranges;

    /// <summary>Gets the ranges in ascending order.</summary>
    public ImmutableArray<ScalarRange> Ranges { get; }

    /// <summary>Gets whether no code point is a member.</summary>
    public bool IsEmpty => Ranges.IsEmpty;

    /// <summary>Makes the set of <paramref name="first"/> to <paramref name="last"/>, both included.</summary>
    public static ScalarSet OfRange(int first, int last) => Of([new ScalarRange(first, last)]);

    /// <summary>Makes the set of the characters of <paramref name="members"/>.</summary>
    public static ScalarSet OfCharacters(string members) =>
        Of(members.EnumerateRunes().Select(rune => new ScalarRange(rune.Value, rune.Value)));

    /// <summary>Makes the set that holds every given range; they may overlap and come in any order.</summary>
    public static ScalarSet Of(IEnumerable<ScalarRange> ranges)
    {
        var merged = ImmutableArray.CreateBuilder<ScalarRange>();
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

        return new ScalarSet(merged.ToImmutable());
    }

    /// <summary>Whether <paramref name="codePoint"/> is a member.</summary>
    public bool Contains(int codePoint) => Ranges.Any(range => range.First <= codePoint && codePoint <= range.Last);

    /// <summary>The members of either set.</summary>
    public ScalarSet Union(ScalarSet other) => Of(Ranges.Concat(other.Ranges));

    /// <summary>The members of this set that are not in <paramref name="other"/>.</summary>
    public ScalarSet Except(ScalarSet other) => Intersect(other.Complement());

    /// <summary>The members of both sets.</summary>
    public ScalarSet Intersect(ScalarSet other) => Of(
        from left in Ranges
        from right in other.Ranges
        let first = Math.Max(left.First, right.First)
        let last = Math.Min(left.Last, right.Last)
        where first <= last
        select new ScalarRange(first, last));

    /// <summary>Every code point that is not a member.</summary>
    public ScalarSet Complement()
    {
        var gaps = new List<ScalarRange>();
        var next = 0;
        foreach (var range in Ranges)
        {
            if (range.First > next)
            {
                gaps.Add(new ScalarRange(next, range.First - 1));
            }

            next = range.Last + 1;
        }

        if (next <= Highest)
        {
            gaps.Add(new ScalarRange(next, Highest));
        }

        return Of(gaps);
    }

    private static IEnumerable<ScalarRange> WithoutSurrogates(ScalarRange range)
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
internal readonly record struct ScalarRange(int First, int Last);
