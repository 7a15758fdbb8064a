namespace FinCluster.Core.Compliance.PersonalData;

/// <summary>E-mail addresses, and those whose @ is spelled <c>(at)</c>.</summary>
internal static class Emails
{
    private const int MaxLocal = 64;

    /// <summary>Adds what is found in a candidate.</summary>
    public static void Match(Candidate candidate, ref FoundList found)
    {
        ReadOnlySpan<char> text = candidate.Text;
        for (int at = candidate.Start; at < text.Length; at++)
        {
            int domain = at + 1;
            int local = at;
            if (text[at] is '(' or '[')
            {
                if (BracketedWord.Read(text, at, "at", isFinal: true, ref domain) != JointState.Joins)
                {
                    continue;
                }

                local -= candidate.Before(at) == ' ' ? 1 : 0;
            }
            else if (text[at] != '@')
            {
                continue;
            }

            int start = LocalStart(text, candidate.Start, local);
            int end = DomainEnd(text, domain);
            if (start < local && start < candidate.Limit && end > 0 && candidate.Before(start) != '@')
            {
                found.Add(PersonalDataKind.Email, start, end);
            }
        }
    }

    private static int LocalStart(ReadOnlySpan<char> text, int from, int end)
    {
        int start = end;
        while (start > from && end - start < MaxLocal && (Numerals.IsAsciiWord(text[start - 1]) || text[start - 1] is '.' or '-' or '+'))
        {
            start--;
        }

        while (start < end && !Numerals.IsAsciiWord(text[start]))
        {
            start++;
        }

        return start;
    }

    // Labels with dots between them; the last has two letters or more, and no digits. 0 when that is not so.
    private static int DomainEnd(ReadOnlySpan<char> text, int start)
    {
        int at = start;
        int end = 0;
        for (int labels = 1; ; labels++)
        {
            int label = at;
            bool isName = true;
            while (at < text.Length && (Numerals.IsDigit(text[at]) || Numerals.IsLetter(text[at]) || (text[at] == '-' && at > label)))
            {
                isName &= Numerals.IsLetter(text[at]);
                at++;
            }

            if (at == label)
            {
                return end;
            }

            end = labels > 1 && isName && at - label >= 2 ? at : end;
            if (at < text.Length && text[at] == '.')
            {
                at++;
            }
            else if (at == text.Length || BracketedWord.Read(text, text[at] == ' ' ? at + 1 : at, "dot", isFinal: true, ref at) != JointState.Joins)
            {
                return end;
            }
        }
    }
}
