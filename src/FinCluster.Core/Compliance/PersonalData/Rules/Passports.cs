namespace FinCluster.Core.Compliance.PersonalData;

/// <summary>Passport numbers. They have no check digit and no common form, so the word for passport must stand before them.</summary>
internal static class Passports
{
    private const int Reach = 16;

    /// <summary>Whether a number stands at <paramref name="start"/>.</summary>
    public static bool TryMatch(Candidate candidate, int start, out int end)
    {
        int digits = 0;
        int length = 0;
        for (end = start; end < candidate.Text.Length; end++)
        {
            char c = candidate.Text[end];
            if (Numerals.IsDigit(c) || Numerals.IsLetter(c))
            {
                digits += Numerals.IsDigit(c) ? 1 : 0;
                length++;
            }
            else if (c is not (' ' or '-') || !Numerals.IsDigit(candidate.At(end + 1)) || length + 1 > 9 || IsShortWord(candidate.Text[start..end]))
            {
                break;
            }
        }

        return length is >= 7 and <= 10 && digits >= 5 && candidate.IsWordEnd(end) && candidate.Label(start, Labels.Passport, Reach) != Closeness.None;
    }

    // "is" and "no" are no letters of a number.
    private static bool IsShortWord(ReadOnlySpan<char> text) =>
        !text.ContainsAnyInRange('0', '9') && (text.ContainsAnyInRange('a', 'z') || text is "NO" or "IS" or "ID");
}
