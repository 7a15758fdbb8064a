namespace FinCluster.Core.Compliance.PersonalData;

/// <summary>Social security numbers of the United States. They have no check digit: without dashes a word must say what they are.</summary>
internal static class SocialSecurity
{
    private const int Reach = 16;

    /// <summary>Whether the groups are a number.</summary>
    public static bool IsMatch(Candidate candidate, DigitGroups groups)
    {
        if (groups.Count != 9 || groups.HasChinese || !IsIssued(groups.Digits))
        {
            return false;
        }

        bool hasLabel = candidate.Label(groups.Start, Labels.SocialSecurity, Reach) != Closeness.None;
        return hasLabel || (groups.HasLengths(0, 3, 2, 4) && groups.Separator == '-' && candidate.Label(groups.Start, Labels.Other, 0) == Closeness.None);
    }

    // 000, 666 and 900 to 999 are no areas; no group and no serial number is zero.
    private static bool IsIssued(ReadOnlySpan<byte> digits)
    {
        int area = (digits[0] * 100) + (digits[1] * 10) + digits[2];
        return area is > 0 and not 666 and < 900 && digits[3] + digits[4] > 0 && digits[5..].IndexOfAnyExcept((byte)0) >= 0;
    }
}
