using System.Globalization;
using System.Numerics;
using FinCluster.Inference.Grammar.JsonSchema.Gbnf;
using static FinCluster.Inference.Grammar.JsonSchema.Gbnf.GbnfBuilder;

namespace FinCluster.Inference.Grammar.JsonSchema.Numbers;

/// <summary>Digit texts of whole numbers from zero up, without leading zeros.</summary>
internal static class IntegerDigits
{
    /// <summary>How many digits a number has at most where no bound says otherwise: the 16 of llama.cpp, within 64 bits.</summary>
    public const int Unbounded = 16;

    /// <summary>The whole numbers from <paramref name="first"/>, which is not negative, to <paramref name="last"/>; null: no end.</summary>
    public static GbnfNode Between(BigInteger first, BigInteger? last)
    {
        var low = first.ToString(CultureInfo.InvariantCulture);
        var high = last?.ToString(CultureInfo.InvariantCulture) ?? new string('9', Math.Max(Unbounded, low.Length + 1));
        if (first > last)
        {
            return Never;
        }

        if (low.Length == high.Length)
        {
            return OfLength(low, high, low.Length);
        }

        return Choice(
            OfLength(low, null, low.Length),
            Sequence(Class("19"), Repeat(Digit, low.Length, high.Length - 2)),
            OfLength(null, high, high.Length, firstDigit: '1'));
    }

    /// <summary>One digit from <paramref name="first"/> to <paramref name="last"/>; nothing when they are crossed.</summary>
    public static GbnfNode DigitBetween(char first, char last) =>
        first > last ? Never : first == last ? Text(first.ToString()) : Class($"{first}{last}");

    // Digit texts of one length between two such texts; null: no bound on that side. Linear in the length, since at most one branch on
    // either side stays bounded.
    private static GbnfNode OfLength(string? low, string? high, int length, char firstDigit = '0')
    {
        low = low is null || low.All(digit => digit == '0') ? null : low;
        high = high is null || high.All(digit => digit == '9') ? null : high;
        if (length == 0 || (low is null && high is null && firstDigit == '0'))
        {
            return Exactly(Digit, length);
        }

        var (from, to) = (low?[0] ?? firstDigit, high?[0] ?? '9');
        if (from == to)
        {
            return Sequence(Text(from.ToString()), OfLength(low?[1..], high?[1..], length - 1));
        }

        var isLowEdge = low?.AsSpan(1).ContainsAnyExcept('0') ?? false;
        var isHighEdge = high?.AsSpan(1).ContainsAnyExcept('9') ?? false;
        return Choice(
            isLowEdge ? Sequence(Text(from.ToString()), OfLength(low![1..], null, length - 1)) : Never,
            Sequence(
                DigitBetween((char)(isLowEdge ? from + 1 : from), (char)(isHighEdge ? to - 1 : to)),
                Exactly(Digit, length - 1)),
            isHighEdge ? Sequence(Text(to.ToString()), OfLength(null, high![1..], length - 1)) : Never);
    }
}
