namespace FinCluster.Core.Compliance.PersonalData;

/// <summary>Mobile numbers of mainland China: 1, then 3 to 9, then nine digits, with or without +86.</summary>
internal static class Mobiles
{
    private const int Reach = 10;

    /// <summary>Whether the groups are a number.</summary>
    public static bool IsMatch(Candidate candidate, DigitGroups groups)
    {
        int prefix = groups.Count - 11;
        ReadOnlySpan<byte> digits = groups.Digits;
        bool hasPrefix = (prefix == 2 && digits is [8, 6, ..]) || (prefix == 4 && digits is [0, 0, 8, 6, ..]);
        if ((prefix != 0 && !hasPrefix) || digits[prefix] != 1 || digits[prefix + 1] < 3)
        {
            return false;
        }

        // 1-800-… is a number of another country.
        if ((groups.Lengths[0] > 1 || groups.IsSpelled()) && candidate.Label(groups.Start, Labels.Mobile, Reach) != Closeness.None)
        {
            return true;
        }

        return HasCustomaryGroups(groups, prefix) && !groups.IsPartOfRow() && !IsRound(digits[prefix..])
            && !candidate.IsAmount(groups.Start, groups.End) && candidate.Label(groups.Start, Labels.Other, 0) == Closeness.None;
    }

    private static bool HasCustomaryGroups(DigitGroups groups, int prefix)
    {
        if (groups.HasChinese)
        {
            return true;
        }

        // The country's code is a group of its own, or touches the first.
        Span<byte> lengths = stackalloc byte[groups.Lengths.Length];
        groups.Lengths.CopyTo(lengths);
        if (prefix > 0 && lengths[0] == prefix)
        {
            lengths = lengths[1..];
        }
        else if (lengths[0] < prefix)
        {
            return groups.IsSpelled();
        }
        else
        {
            lengths[0] -= (byte)prefix;
        }

        return lengths is [11] or [3, 4, 4] || groups.IsSpelled() || (groups.Separator != '.' && lengths is [3, 8] or [7, 4] or [3, 3, 5] or [4, 4, 3]);
    }

    // Six zeros at the end are an amount.
    private static bool IsRound(ReadOnlySpan<byte> digits) => digits[5..].IndexOfAnyExcept((byte)0) < 0;
}
