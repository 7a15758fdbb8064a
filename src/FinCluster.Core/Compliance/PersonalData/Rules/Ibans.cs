using System.Collections.Frozen;

namespace FinCluster.Core.Compliance.PersonalData;

/// <summary>International bank account numbers (ISO 13616): the length of the country, and the remainder 1 by 97.</summary>
internal static class Ibans
{
    private static readonly FrozenDictionary<int, int> Lengths = Read(
        "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 EG29 ES24 FI18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 "
        + "HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MR27 MT31 MU30 NL18 NO15 PK24 PL28 PS29 PT25 "
        + "QA29 RO24 RS22 SA24 SC31 SD18 SE24 SI19 SK24 SM27 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20");

    /// <summary>Whether a number stands at <paramref name="start"/>.</summary>
    public static bool TryMatch(Candidate candidate, int start, out int end)
    {
        end = start;
        ReadOnlySpan<char> text = candidate.Text;
        if (start + 15 > text.Length || !Numerals.IsLetter(text[start]) || !Numerals.IsLetter(text[start + 1])
            || !Lengths.TryGetValue(Key(text[start], text[start + 1]), out int length))
        {
            return false;
        }

        Span<char> letters = stackalloc char[length];
        int count = 0;
        while (count < length && end < text.Length)
        {
            char c = text[end++];
            if (Numerals.IsDigit(c) || Numerals.IsLetter(c))
            {
                letters[count++] = c;
            }
            else if (c is not (' ' or '-'))
            {
                return false;
            }
        }

        return count == length && candidate.IsWordEnd(end) && Remainder(letters) == 1;
    }

    // The first four stand at the end, and letters count 10 to 35.
    private static int Remainder(ReadOnlySpan<char> letters)
    {
        int rest = 0;
        for (int i = 0; i < letters.Length; i++)
        {
            char c = letters[(i + 4) % letters.Length];
            rest = Numerals.IsDigit(c) ? ((rest * 10) + c - '0') % 97 : ((rest * 100) + (c | 0x20) - 'a' + 10) % 97;
        }

        return rest;
    }

    private static int Key(char first, char second) => ((first | 0x20) << 8) | (second | 0x20);

    private static FrozenDictionary<int, int> Read(string table) => table.Split(' ')
        .ToFrozenDictionary(row => Key(row[0], row[1]), row => int.Parse(row.AsSpan(2), System.Globalization.CultureInfo.InvariantCulture));
}
