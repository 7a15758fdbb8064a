namespace FinCluster.Core.Compliance.PersonalData;

/// <summary>Hong Kong identity card numbers: one or two letters, six digits and a check digit, mostly in brackets: A123456(3).</summary>
internal static class HongKongIds
{
    private const int Reach = 16;

    /// <summary>Whether these are the letters and digits before the bracket.</summary>
    public static bool IsBody(ReadOnlySpan<char> text)
    {
        int at = 0;
        while (at < text.Length && at < 2 && Numerals.IsLetter(text[at]))
        {
            at++;
        }

        if (at == 0 || at == text.Length)
        {
            return false;
        }

        at += text[at] == ' ' ? 1 : 0;
        return text.Length - at == 6 && !text[at..].ContainsAnyExceptInRange('0', '9');
    }

    /// <summary>Whether a number stands at <paramref name="start"/>.</summary>
    public static bool TryMatch(Candidate candidate, int start, out int end)
    {
        end = 0;
        ReadOnlySpan<char> text = candidate.Text;
        int digits = start;
        while (digits < text.Length && digits - start < 2 && Numerals.IsLetter(text[digits]))
        {
            digits++;
        }

        int letters = digits - start;
        digits += letters > 0 && candidate.At(digits) == ' ' && !text[start..digits].ContainsAnyInRange('a', 'z') ? 1 : 0;
        if (letters == 0 || digits + 6 >= text.Length || text.Slice(digits, 6).ContainsAnyExceptInRange('0', '9'))
        {
            return false;
        }

        int check = digits + 6;
        bool isBracketed = text[check] == '(';
        check += isBracketed ? 1 : 0;
        end = check + (isBracketed ? 2 : 1);
        if (end > text.Length || (isBracketed && text[end - 1] != ')') || !IsCheckDigit(text.Slice(start, letters), text.Slice(digits, 6), text[check]))
        {
            return false;
        }

        return isBracketed || (candidate.IsWordEnd(end) && candidate.Label(start, Labels.HongKongId, Reach) != Closeness.None);
    }

    // Letters count 10 to 35 and a missing first one 36; the weights run from 9 down to 1, and the sum is a multiple of 11.
    private static bool IsCheckDigit(ReadOnlySpan<char> letters, ReadOnlySpan<char> digits, char check)
    {
        int sum = letters.Length == 2 ? (9 * ValueOf(letters[0])) + (8 * ValueOf(letters[1])) : (9 * 36) + (8 * ValueOf(letters[0]));
        for (int i = 0; i < 6; i++)
        {
            sum += (7 - i) * (digits[i] - '0');
        }

        int value = check is 'A' or 'a' ? 10 : Numerals.IsDigit(check) ? check - '0' : -1;
        return value >= 0 && (sum + value) % 11 == 0;
    }

    private static int ValueOf(char letter) => (letter | 0x20) - 'a' + 10;
}
