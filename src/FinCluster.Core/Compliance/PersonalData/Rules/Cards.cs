namespace FinCluster.Core.Compliance.PersonalData;

/// <summary>Numbers of payment cards: 13 to 19 digits with a Luhn check digit, and a known issuer or a word that says so.</summary>
internal static class Cards
{
    private const int Reach = 16;

    /// <summary>Whether the groups are a number.</summary>
    public static bool IsMatch(Candidate candidate, DigitGroups groups)
    {
        if (groups.Count is < 13 or > 19 || groups.HasChinese || !PassesLuhn(groups.Digits))
        {
            return false;
        }

        Closeness label = candidate.Label(groups.Start, Labels.Card, Reach);
        if (label == Closeness.Adjacent || (label == Closeness.Near && HasCustomaryGroups(groups)))
        {
            return true;
        }

        return HasIssuer(groups.Digits) && HasCustomaryGroups(groups) && !candidate.IsAmount(groups.Start, groups.End)
            && candidate.Label(groups.Start, Labels.Other, 0) == Closeness.None;
    }

    private static bool PassesLuhn(ReadOnlySpan<byte> digits)
    {
        int sum = 0;
        for (int i = 0; i < digits.Length; i++)
        {
            int digit = digits[^(i + 1)] << (i & 1);
            sum += digit > 9 ? digit - 9 : digit;
        }

        return sum % 10 == 0;
    }

    // UnionPay, Visa, Mastercard, American Express, JCB, Discover.
    private static bool HasIssuer(ReadOnlySpan<byte> digits)
    {
        int two = (digits[0] * 10) + digits[1];
        int four = (two * 100) + (digits[2] * 10) + digits[3];
        return digits.Length switch
        {
            15 => two is 34 or 37,
            16 => two is 62 or (>= 40 and <= 49) or (>= 51 and <= 55) or 35 or 60 || four is >= 2221 and <= 2720,
            17 or 18 => two == 62,
            19 => two is 62 or (>= 40 and <= 49),
            _ => false,
        };
    }

    private static bool HasCustomaryGroups(DigitGroups groups)
    {
        ReadOnlySpan<byte> lengths = groups.Lengths;
        if (lengths.Length == 1 || groups.IsSpelled())
        {
            return true;
        }

        if (groups.Separator is not (' ' or '-'))
        {
            return false;
        }

        return lengths is [4, 6, 5] or [4, 6, 4] or [6, 13] or [6, 10] || (lengths[..^1].IndexOfAnyExcept((byte)4) < 0 && lengths[^1] <= 4);
    }
}
