namespace FinCluster.Core.Compliance.PersonalData;

/// <summary>Kinds that are numbers, written in one or in several groups: resident ids, mobile numbers, cards, social security numbers.</summary>
internal static class NumberRules
{
    private static readonly string[] Prefixes = ["tel", "phone", "mobile", "mob", "cell", "call", "card", "id", "ssn", "vx", "wx", "wechat", "pan"];

    /// <summary>Adds what is found in a candidate.</summary>
    public static void Match(Candidate candidate, ref FoundList found)
    {
        Span<byte> digits = stackalloc byte[DigitGroups.MaxDigits];
        Span<byte> lengths = stackalloc byte[DigitGroups.MaxDigits];
        for (int start = candidate.Start; start < candidate.Limit; start++)
        {
            if (!BeginsGroup(candidate, start) || !IsFreeBefore(candidate, start))
            {
                continue;
            }

            var groups = new DigitGroups(candidate, digits, lengths, start);
            while (groups.TryExtend())
            {
                if (groups.Count < 9)
                {
                    continue;
                }

                if (ResidentIds.TryMatch(candidate, groups, out int end) && candidate.IsWordEnd(end))
                {
                    found.Add(PersonalDataKind.ResidentId, start, end);
                }

                if (!candidate.IsWordEnd(groups.End))
                {
                    continue;
                }

                if (Cards.IsMatch(candidate, groups))
                {
                    found.Add(PersonalDataKind.BankCard, start, groups.End);
                }

                if (Mobiles.IsMatch(candidate, groups))
                {
                    found.Add(PersonalDataKind.Mobile, candidate.Before(start) == '+' ? start - 1 : start, groups.End);
                }

                if (SocialSecurity.IsMatch(candidate, groups))
                {
                    found.Add(PersonalDataKind.SocialSecurity, start, groups.End);
                }
            }
        }
    }

    private static bool BeginsGroup(Candidate candidate, int at)
    {
        char c = candidate.Text[at];
        char before = candidate.Before(at);
        return Numerals.IsDigit(c) ? !Numerals.IsDigit(before) : Numerals.IsChinese(c) && !Numerals.IsAsciiWord(before) && !Numerals.IsChinese(before);
    }

    // A letter before it makes a number a part of something else, unless the letters say what it is.
    private static bool IsFreeBefore(Candidate candidate, int at)
    {
        char before = candidate.Before(at);
        if (before is '-' or '.' && at >= 2)
        {
            char further = candidate.Text[at - 2];
            return !Numerals.IsDigit(further) && further != '_' && (!Numerals.IsLetter(further) || IsPrefix(candidate, at - 1));
        }

        return before is not ('_' or '@') && (!Numerals.IsLetter(before) || IsPrefix(candidate, at));
    }

    private static bool IsPrefix(Candidate candidate, int end)
    {
        int start = end;
        while (Numerals.IsLetter(candidate.Before(start)))
        {
            start--;
        }

        ReadOnlySpan<char> word = candidate.Text[start..end];
        foreach (string prefix in Prefixes)
        {
            if (word.Equals(prefix, StringComparison.OrdinalIgnoreCase) && !Numerals.IsDigit(candidate.Before(start)))
            {
                return true;
            }
        }

        return false;
    }
}
