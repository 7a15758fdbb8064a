namespace FinCluster.Core.Compliance.PersonalData;

/// <summary>Dates of birth: a date behind a word that says so.</summary>
internal static class BirthDates
{
    /// <summary>How many characters may stand between the word and the date.</summary>
    public const int Reach = 12;

    private static readonly string[] Months = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

    /// <summary>Whether a word is the name of a month, or its first three or four letters.</summary>
    public static bool IsMonth(ReadOnlySpan<char> word)
    {
        foreach (string month in Months)
        {
            if (word.Length is >= 3 and <= 9 && (word.Equals(month, StringComparison.OrdinalIgnoreCase)
                || (word.Length <= 4 && month.AsSpan().StartsWith(word, StringComparison.OrdinalIgnoreCase))))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a word may stand inside a date: a month, or the "of" before it.</summary>
    public static bool IsPart(ReadOnlySpan<char> word) => IsMonth(word) || word.Equals("of", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether eight digits are year, month and day of our time.</summary>
    public static bool IsCompactDate(ReadOnlySpan<char> text) =>
        !text.ContainsAnyExceptInRange('0', '9') && IsDate(Value(text[..4]), Value(text[4..6]), Value(text[6..]));

    /// <summary>Whether a date of birth begins at <paramref name="start"/>.</summary>
    public static bool TryMatch(Candidate candidate, int start, out int end)
    {
        end = start;
        var parts = new DateParts(candidate.Text, start);
        return parts.TryRead(out end) && candidate.Label(start, Labels.Birth, Reach) != Closeness.None;
    }

    internal static bool IsDate(int year, int month, int day) => year is >= 1800 and < 2100 && month is >= 1 and <= 12 && day is >= 1 and <= 31;

    internal static int Value(ReadOnlySpan<char> digits)
    {
        int value = 0;
        foreach (char c in digits)
        {
            value = (value * 10) + Numerals.ValueOf(c);
        }

        return value;
    }
}
