using FinCluster.Inference.Grammar.JsonSchema.Gbnf;
using static FinCluster.Inference.Grammar.JsonSchema.Gbnf.GbnfBuilder;

namespace FinCluster.Inference.Grammar.JsonSchema.Numbers;

/// <summary>A bound on the digits after a decimal point. A bound of no digits is zero; digits have no trailing zeros.</summary>
internal sealed record FractionBound(string Digits, bool IsExclusive)
{
    /// <summary>Gets the first digit; a bound that has ended goes on in zeros.</summary>
    public char First => Digits.Length == 0 ? '0' : Digits[0];

    /// <summary>Gets the bound after its first digit.</summary>
    public FractionBound Rest => Digits.Length == 0 ? this : this with { Digits = Digits[1..] };
}

/// <summary>Decimal fractions between two bounds, compared digit by digit; null: no bound on that side.</summary>
internal static class FractionDigits
{
    /// <summary>How many digits a fraction has at most where no bound says otherwise.</summary>
    public const int Unbounded = 16;

    /// <summary>The fraction with its decimal point, or nothing at all where zero is in range.</summary>
    public static GbnfNode WithPoint(FractionBound? low, FractionBound? high)
    {
        var digits = Math.Max(Unbounded, 1 + Math.Max(low?.Digits.Length ?? 0, high?.Digits.Length ?? 0));
        return Choice(
            ZeroIsBetween(low, high) ? Empty : Never,
            Sequence(Text("."), AtLeastOneDigit(low, high, digits)));
    }

    private static bool ZeroIsBetween(FractionBound? low, FractionBound? high) =>
        low is null or { Digits: "", IsExclusive: false } && high is null or { Digits: not "" } or { IsExclusive: false };

    private static GbnfNode AnyDigits(FractionBound? low, FractionBound? high, int limit) =>
        Choice(ZeroIsBetween(low, high) ? Empty : Never, AtLeastOneDigit(low, high, limit));

    private static GbnfNode AtLeastOneDigit(FractionBound? low, FractionBound? high, int limit)
    {
        low = low is { Digits: "", IsExclusive: false } ? null : low;
        return (low, high) switch
        {
            _ when limit == 0 => Never,
            (null, null) => Repeat(Digit, 1, limit),
            (null, { Digits: "" }) => high.IsExclusive ? Never : Repeat(Text("0"), 1, limit),
            (_, { Digits: "" }) => Never,
            ({ Digits: "" }, null) => AboveZero(limit),
            _ => Branches(low, high, limit),
        };
    }

    private static GbnfNode Branches(FractionBound? low, FractionBound? high, int limit)
    {
        var (from, to) = (low?.First ?? '0', high?.First ?? '9');
        if (from == to && low is not null && high is not null)
        {
            return Sequence(Text(from.ToString()), AnyDigits(low.Rest, high.Rest, limit - 1));
        }

        var middle = IntegerDigits.DigitBetween(low is null ? from : (char)(from + 1), high is null ? to : (char)(to - 1));
        return Choice(
            low is null ? Never : Sequence(Text(from.ToString()), AnyDigits(low.Rest, null, limit - 1)),
            Sequence(middle, Repeat(Digit, 0, limit - 1)),
            high is null ? Never : Sequence(Text(to.ToString()), AnyDigits(null, high.Rest, limit - 1)));
    }

    private static GbnfNode AboveZero(int limit) =>
        Sequence(Repeat(Text("0"), 0, limit - 1), Class("19"), Repeat(Digit, 0, limit - 1));
}
