namespace FinCluster.Core.Compliance.PersonalData;

/// <summary>Resident identity numbers of mainland China: 18 digits with a check digit (GB 11643), and the 15 of before 1999.</summary>
internal static class ResidentIds
{
    private const int Reach = 16;
    private static ReadOnlySpan<byte> Weights => [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

    /// <summary>Whether the groups, with an X behind them, are a number.</summary>
    public static bool TryMatch(Candidate candidate, DigitGroups groups, out int end)
    {
        end = groups.End;
        if (groups.HasChinese)
        {
            return false;
        }

        return groups.Count switch
        {
            18 => IsNumber(groups.Digits, groups.Digits[17]) && IsMeant(candidate, groups),
            17 => TryReadX(candidate, groups, ref end) && IsNumber(groups.Digits, 10) && IsMeant(candidate, groups),
            15 => IsOldNumber(groups.Digits) && candidate.Label(groups.Start, Labels.ResidentId, Reach) != Closeness.None,
            _ => false,
        };
    }

    private static bool TryReadX(Candidate candidate, DigitGroups groups, ref int end)
    {
        int at = groups.IsSpelled() && candidate.At(end) == groups.Separator ? end + 1 : end;
        end = at + 1;
        return candidate.At(at) is 'x' or 'X';
    }

    // Weighted sum of the first 17 digits; the check digits of the remainders 0 to 10 are 10X98765432.
    private static bool IsNumber(ReadOnlySpan<byte> digits, int check)
    {
        int sum = 0;
        for (int i = 0; i < 17; i++)
        {
            sum += digits[i] * Weights[i];
        }

        int year = Value(digits[6..10]);
        return check == (12 - (sum % 11)) % 11 && IsRegion(digits) && year is >= 1800 and < 2100 && IsDate(year, digits[10..14]);
    }

    private static bool IsOldNumber(ReadOnlySpan<byte> digits) => IsRegion(digits) && IsDate(1900 + Value(digits[6..8]), digits[8..12]);

    private static bool IsMeant(Candidate candidate, DigitGroups groups) => candidate.Label(groups.Start, Labels.ResidentId, Reach) != Closeness.None
        || (groups.Separator is not ('.' or '*') && candidate.Label(groups.Start, Labels.Other, 0) == Closeness.None);

    // Provinces, Taiwan, Hong Kong and Macau, and 9 for foreigners who live in China.
    private static bool IsRegion(ReadOnlySpan<byte> digits) => ((digits[0] * 10) + digits[1]) is
        (>= 11 and <= 15) or (>= 21 and <= 23) or (>= 31 and <= 37) or (>= 41 and <= 46) or (>= 50 and <= 54) or (>= 61 and <= 65) or 71 or (>= 81 and <= 83)
        or (>= 91 and <= 99);

    private static bool IsDate(int year, ReadOnlySpan<byte> monthAndDay)
    {
        int month = Value(monthAndDay[..2]);
        int day = Value(monthAndDay[2..]);
        return month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month);
    }

    private static int Value(ReadOnlySpan<byte> digits)
    {
        int value = 0;
        foreach (byte digit in digits)
        {
            value = (value * 10) + digit;
        }

        return value;
    }
}
