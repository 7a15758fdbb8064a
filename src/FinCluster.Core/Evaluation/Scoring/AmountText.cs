using System.Globalization;
using FinCluster.Core.Text;

namespace FinCluster.Core.Evaluation.Scoring;

/// <summary>Reads amounts in text: sign, separators, 万 and 亿, k, million and billion, percent.</summary>
internal static class AmountText
{
    private static readonly (string Word, double Factor)[] Multipliers =
    [
        ("万亿", 1e12), ("亿", 1e8), ("万", 1e4), ("千", 1e3), ("trillion", 1e12), ("billion", 1e9), ("million", 1e6), ("thousand", 1e3), ("bn", 1e9), ("mn", 1e6), ("k", 1e3),
        ("m", 1e6), ("b", 1e9), ("%", 0.01), ("percent", 0.01), ("个百分点", 0.01), ("bps", 0.0001), ("bp", 0.0001), ("个基点", 0.0001),
    ];

    /// <summary>Gets the last amount of a text; null when there is none.</summary>
    public static double? Last(string text)
    {
        string folded = TextFolder.Fold(text);
        double? last = null;
        for (int i = 0; i < folded.Length; i++)
        {
            if (char.IsAsciiDigit(folded[i]))
            {
                (double amount, i) = Read(folded, i);
                last = amount;
            }
        }

        return last;
    }

    private static (double Amount, int End) Read(string text, int start)
    {
        int end = start;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || (text[end] is '.' or ',' && end + 1 < text.Length && char.IsAsciiDigit(text[end + 1]))))
        {
            end++;
        }

        string digits = text[start..end].Replace(",", "", StringComparison.Ordinal);
        if (!double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out double amount))
        {
            // 1.2.3 is a version, not an amount; its first part will do.
            amount = double.Parse(digits.AsSpan(0, digits.IndexOf('.', StringComparison.Ordinal)), NumberStyles.Float, CultureInfo.InvariantCulture);
        }

        ReadOnlySpan<char> rest = text.AsSpan(end).TrimStart(' ');
        foreach ((string word, double factor) in Multipliers)
        {
            if (rest.StartsWith(word, StringComparison.Ordinal)
                && (!char.IsAsciiLetter(word[^1]) || rest.Length == word.Length || !char.IsAsciiLetter(rest[word.Length])))
            {
                amount *= factor;
                end = text.Length - rest.Length + word.Length;
                break;
            }
        }

        return (IsNegative(text, start) ? -amount : amount, end - 1);
    }

    // A minus that follows a number is an operator: 12-8.
    private static bool IsNegative(string text, int start)
    {
        int sign = start - 1;
        while (sign >= 0 && text[sign] is '¥' or '$' or '€' or '£')
        {
            sign--;
        }

        if (sign < 0 || text[sign] is not ('-' or '−' or '负'))
        {
            return false;
        }

        int before = sign - 1;
        while (before >= 0 && text[before] == ' ')
        {
            before--;
        }

        return before < 0 || !(char.IsAsciiLetterOrDigit(text[before]) || text[before] is ')' or '%');
    }
}
