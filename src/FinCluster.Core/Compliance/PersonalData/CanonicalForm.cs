namespace FinCluster.Core.Compliance.PersonalData;

/// <summary>One spelling for each value, so that the same value has the same token however it is written.</summary>
internal static class CanonicalForm
{
    private const int MobileLength = 11;

    /// <summary>The canonical form of folded text.</summary>
    public static string Of(PersonalDataKind kind, ReadOnlySpan<char> folded)
    {
        Span<char> form = stackalloc char[folded.Length];
        int length = kind switch
        {
            PersonalDataKind.Email => WriteEmail(folded, form),
            PersonalDataKind.BirthDate => WriteDate(folded, form),
            _ => WriteCode(folded, form),
        };
        ReadOnlySpan<char> written = form[..length];
        return (kind == PersonalDataKind.Mobile && length > MobileLength ? written[^MobileLength..] : written).ToString();
    }

    private static int WriteCode(ReadOnlySpan<char> folded, Span<char> form)
    {
        int length = 0;
        foreach (char c in folded)
        {
            int value = Numerals.ValueOf(c);
            if (value >= 0 || Numerals.IsLetter(c))
            {
                form[length++] = value >= 0 ? (char)('0' + value) : char.ToUpperInvariant(c);
            }
        }

        return length;
    }

    private static int WriteEmail(ReadOnlySpan<char> folded, Span<char> form)
    {
        int length = 0;
        for (int i = 0; i < folded.Length; i++)
        {
            char c = folded[i];
            if (c is '(' or '[')
            {
                form[length++] = (folded[i + 1] | 0x20) == 'a' ? '@' : '.';
                i = folded[i..].IndexOfAny(')', ']') + i;
            }
            else if (c != ' ')
            {
                form[length++] = char.ToLowerInvariant(c);
            }
        }

        return length;
    }

    private static int WriteDate(ReadOnlySpan<char> folded, Span<char> form)
    {
        int length = 0;
        foreach (char c in folded)
        {
            form[length++] = c is '年' or '月' or '/' or '.' ? '-' : char.ToLowerInvariant(c);
        }

        while (length > 0 && form[length - 1] is '-' or '日' or '号')
        {
            length--;
        }

        return length;
    }
}
