using System.Numerics;
using FinCluster.Inference.Grammar.JsonSchema.Gbnf;
using static FinCluster.Inference.Grammar.JsonSchema.Gbnf.GbnfBuilder;

namespace FinCluster.Inference.Grammar.JsonSchema.Numbers;

/// <summary>
/// JSON numbers inside a range, exactly. A bounded number is written without an exponent and without "-0", so that comparing digits is
/// comparing values.
/// </summary>
internal static class NumberRules
{
    private static readonly BigInteger Huge = BigInteger.Pow(10, SchemaLimits.BoundDigits);

    /// <summary>The whole numbers in <paramref name="range"/>.</summary>
    public static GbnfNode Integers(NumberRange range, string pointer)
    {
        var usable = Usable(range, pointer);
        var (first, last) = (usable.FirstInteger, usable.LastInteger);
        return Choice(
            IntegersFrom(first, last),
            first >= 0 ? Never : Sequence(Text("-"), IntegerDigits.Between(BigInteger.Max(1, -(last ?? -1)), -first)));
    }

    /// <summary>The decimal numbers in <paramref name="range"/>.</summary>
    public static GbnfNode Decimals(NumberRange range, string pointer)
    {
        var (lower, upper) = Usable(range, pointer);
        var fromZero = new NumberBound(ExactDecimal.Zero, IsExclusive: false);
        var aboveZero = new NumberBound(ExactDecimal.Zero, IsExclusive: true);
        return Choice(
            Magnitudes(lower is { Value.Unscaled.Sign: >= 0 } ? lower.Value : fromZero, upper),
            Sequence(Text("-"), Magnitudes(upper is { Value.Unscaled.Sign: < 0 } ? Mirrored(upper.Value) : aboveZero, Mirrored(lower))));
    }

    private static GbnfNode IntegersFrom(BigInteger? first, BigInteger? last) =>
        IntegerDigits.Between(BigInteger.Max(0, first ?? 0), last);

    // Numbers from zero up, between two bounds of which the lower one is not negative.
    private static GbnfNode Magnitudes(NumberBound lower, NumberBound? upper)
    {
        if (new NumberRange(lower, upper).IsEmpty)
        {
            return Never;
        }

        var low = lower.Value.Floor();
        var lowFraction = new FractionBound(lower.Value.FractionDigits(), lower.IsExclusive);
        if (upper is not { } bound)
        {
            return Choice(
                Sequence(IntegerDigits.Between(low, low), FractionDigits.WithPoint(lowFraction, null)),
                Sequence(IntegerDigits.Between(low + 1, null), FractionDigits.WithPoint(null, null)));
        }

        var high = bound.Value.Floor();
        var highFraction = new FractionBound(bound.Value.FractionDigits(), bound.IsExclusive);
        return low == high
            ? Sequence(IntegerDigits.Between(low, low), FractionDigits.WithPoint(lowFraction, highFraction))
            : Choice(
                Sequence(IntegerDigits.Between(low, low), FractionDigits.WithPoint(lowFraction, null)),
                Sequence(IntegerDigits.Between(low + 1, high - 1), FractionDigits.WithPoint(null, null)),
                Sequence(IntegerDigits.Between(high, high), FractionDigits.WithPoint(null, highFraction)));
    }

    private static NumberBound? Mirrored(NumberBound? bound) => bound is { } value ? Mirrored(value) : null;

    private static NumberBound Mirrored(NumberBound bound) => bound with { Value = bound.Value.Negated() };

    // A bound that no number of a sensible length reaches, such as the largest double, is as good as none.
    private static NumberRange Usable(NumberRange range, string pointer)
    {
        var lower = range.Lower is { } low && low.Value.Floor() <= -Huge ? null : range.Lower;
        var upper = range.Upper is { } high && high.Value.Ceiling() >= Huge ? null : range.Upper;
        foreach (var bound in new[] { lower, upper })
        {
            if (bound is { } used && (BigInteger.Abs(used.Value.Floor()) >= Huge || used.Value.Scale > SchemaLimits.BoundDigits))
            {
                throw SchemaError.At(
                    pointer, $"a bound may have at most {SchemaLimits.BoundDigits} digits on either side of its decimal point");
            }
        }

        return new NumberRange(lower, upper);
    }
}
