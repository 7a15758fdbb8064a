namespace FinCluster.Core.Compliance.PersonalData;

/// <summary>Accounts at brokers, funds and depositories: up to two letters and 6 to 12 digits behind a word that says so.</summary>
internal static class Accounts
{
    private const int Reach = 12;

    /// <summary>Whether a number stands at <paramref name="start"/>.</summary>
    public static bool TryMatch(Candidate candidate, int start, out int end)
    {
        ReadOnlySpan<char> text = candidate.Text;
        end = start;
        while (end < text.Length && end - start < 2 && Numerals.IsLetter(text[end]))
        {
            end++;
        }

        bool hasLetters = end > start;
        if (hasLetters && candidate.At(end) == ' ')
        {
            return false;
        }

        int digits = 0;
        bool hasSpace = false;
        for (; end < text.Length; end++)
        {
            char c = text[end];
            if (Numerals.IsDigit(c))
            {
                digits++;
            }
            else if (c is (' ' or '-') && Numerals.IsDigit(candidate.At(end + 1)) && digits < 12)
            {
                hasSpace |= c == ' ';
            }
            else
            {
                break;
            }
        }

        return digits is >= 6 and <= 12 && candidate.IsWordEnd(end) && !candidate.IsAmount(start, end) && IsMeant(candidate, start, end, digits, hasLetters, hasSpace);
    }

    // The shorter a number, the closer the word must stand: six digits behind "account" may be a stock.
    private static bool IsMeant(Candidate candidate, int start, int end, int digits, bool hasLetters, bool hasSpace)
    {
        Closeness label = candidate.Label(start, Labels.Account, Reach);
        bool isLong = (digits >= 8 || hasLetters) && !hasSpace;
        if (label != Closeness.None)
        {
            return (label == Closeness.Adjacent && (digits >= 7 || !IsStock(candidate, start, end))) || (isLong && !IsDate(candidate.Text[start..end]));
        }

        return isLong && candidate.Label(start, Labels.PlainAccount, 0) == Closeness.Adjacent && !IsDate(candidate.Text[start..end]);
    }

    // The first digits of shares and funds of the exchanges, where nothing but the label stands before them.
    private static bool IsStock(Candidate candidate, int start, int end) => end - start == 6 && char.IsBetween(candidate.Before(start), '\u4e00', '\u9fff')
        && candidate.Before(start) is not ('号' or '是' or '为' or '码' or '和' or '与' or '及')
        && candidate.Text.Slice(start, 2) is "60" or "68" or "00" or "30" or "83" or "87" or "43" or "92" or "51" or "15";

    private static bool IsDate(ReadOnlySpan<char> text) => text.Length == 8 && BirthDates.IsCompactDate(text);
}
