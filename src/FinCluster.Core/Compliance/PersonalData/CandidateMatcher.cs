namespace FinCluster.Core.Compliance.PersonalData;

/// <summary>Applies every rule to one candidate.</summary>
internal static class CandidateMatcher
{
    /// <summary>The shortest that can be personal data.</summary>
    private const int MinLength = 5;

    /// <summary>Finds what a candidate holds, and says where the next one is looked for.</summary>
    /// <param name="text">Folded text, with the candidate's context.</param>
    /// <param name="span">The candidate.</param>
    /// <param name="found">Takes what is found, in positions of <paramref name="text"/>, in order.</param>
    public static int Match(ReadOnlySpan<char> text, CandidateSpan span, ref FoundList found)
    {
        ReadOnlySpan<char> own = text[span.Start..span.End];
        // Of a candidate that goes on, only what begins in its first word is certain: a later word may be the beginning of more.
        int next = span.State == CandidateState.Cut ? span.Start + FirstWord(own) : span.End;
        bool hasDigits = CountDigits(own) >= 4;
        if (own.Length < MinLength || !(hasDigits || own.ContainsAny('@', '(', '[')))
        {
            return next;
        }

        int from = Math.Max(0, span.Start - CandidateReader.ContextLength);
        var candidate = new Candidate(text[from..span.End], span.Start - from, next - from, span.Closing);
        Span<Found> buffer = stackalloc Found[64];
        var all = new FoundList(buffer);
        Emails.Match(candidate, ref all);
        if (hasDigits)
        {
            NumberRules.Match(candidate, ref all);
            WordRules.Match(candidate, ref all);
        }

        all.Resolve();
        for (int i = 0; i < all.Count; i++)
        {
            found.Add(all[i].Kind, all[i].Start + from, all[i].End + from);
            next = Math.Max(next, all[i].End + from);
        }

        return next;
    }

    private static int FirstWord(ReadOnlySpan<char> own)
    {
        int length = 1;
        while (length < own.Length && Numerals.IsWord(own[length]))
        {
            length++;
        }

        return length;
    }

    private static int CountDigits(ReadOnlySpan<char> text)
    {
        int count = 0;
        foreach (char c in text)
        {
            count += Numerals.ValueOf(c) >= 0 || c == '十' ? 1 : 0;
        }

        return count;
    }
}
