using System.Numerics;

namespace FinCluster.Inference.Grammar.JsonSchema.Numbers;

/// <summary>The end of a range of numbers.</summary>
internal readonly record struct NumberBound(ExactDecimal Value, bool IsExclusive);

/// <summary>The numbers between two bounds; null: no bound on that side.</summary>
internal sealed record NumberRange(NumberBound? Lower, NumberBound? Upper)
{
    /// <summary>Every number.</summary>
    public static readonly NumberRange All = new(null, null);

    /// <summary>Gets whether no number is in the range.</summary>
    public bool IsEmpty => Lower is { } lower && Upper is { } upper && IsCrossed(lower, upper);

    /// <summary>Gets the smallest whole number in the range; null when there is no lower bound.</summary>
    public BigInteger? FirstInteger => Lower is { } lower
        ? lower.IsExclusive ? lower.Value.Floor() + 1 : lower.Value.Ceiling()
        : null;

    /// <summary>Gets the largest whole number in the range; null when there is no upper bound.</summary>
    public BigInteger? LastInteger => Upper is { } upper
        ? upper.IsExclusive ? upper.Value.Ceiling() - 1 : upper.Value.Floor()
        : null;

    /// <summary>Gets whether no whole number is in the range.</summary>
    public bool HasNoInteger => FirstInteger > LastInteger;

    /// <summary>The numbers that are in both ranges.</summary>
    public NumberRange Intersect(NumberRange other) => new(Tighter(Lower, other.Lower, 1), Tighter(Upper, other.Upper, -1));

    /// <summary>Whether <paramref name="value"/> is in the range.</summary>
    public bool Contains(ExactDecimal value)
    {
        var only = new NumberBound(value, IsExclusive: false);
        return (Lower is not { } lower || !IsCrossed(lower, only)) && (Upper is not { } upper || !IsCrossed(only, upper));
    }

    private static bool IsCrossed(NumberBound lower, NumberBound upper)
    {
        var order = lower.Value.CompareTo(upper.Value);
        return order > 0 || (order == 0 && (lower.IsExclusive || upper.IsExclusive));
    }

    private static NumberBound? Tighter(NumberBound? one, NumberBound? other, int direction)
    {
        if (one is not { } left || other is not { } right)
        {
            return one ?? other;
        }

        var order = left.Value.CompareTo(right.Value) * direction;
        return order > 0 || (order == 0 && left.IsExclusive) ? left : right;
    }
}
