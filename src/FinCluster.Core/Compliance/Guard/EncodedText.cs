using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace FinCluster.Core.Compliance.Guard;

/// <summary>Finds what is encoded in a text, and decodes it: base64, hexadecimal digits, URL, HTML and Unicode escapes, ROT13.</summary>
internal static class EncodedText
{
    // Shorter ones hold no instruction, and words of plain text look like them.
    private const int LeastBase64 = 16;
    private const int LeastHexDigits = 16;
    private const int LeastEscapes = 3;
    private const int LeastSmallWords = 2;

    private static readonly FrozenSet<string> SmallWords = FrozenSet.ToFrozenSet(
        ["the", "and", "to", "of", "you", "your", "is", "in", "for", "me", "all", "how", "my", "a", "this", "that", "with", "on"], StringComparer.OrdinalIgnoreCase);

    private const int LeastRotated = 16;

    // Bounds on what somebody who wants to waste time can ask for.
    private const int MostPieces = 16;
    private const int MostCharacters = 8_192;

    /// <summary>Finds and decodes pieces of base64 and of hexadecimal digits, at most <see cref="MostPieces"/>.</summary>
    public static void FindPieces(string text, List<TextPiece> pieces)
    {
        for (int i = 0; i < text.Length && pieces.Count < MostPieces;)
        {
            if (!IsBase64(text[i]))
            {
                i++;
                continue;
            }

            int hexEnd = TakeHex(text, i, pieces);
            i = hexEnd > i ? hexEnd : TakeBase64(text, i, pieces);
        }
    }

    /// <summary>Resolves escapes such as <c>%20</c>, <c>\u5ffd</c>, <c>\x41</c> and <c>&amp;#x41;</c>; null for a text with few of them.</summary>
    public static string? Unescape(string text)
    {
        if (!text.AsSpan().ContainsAny('%', '\\', '&'))
        {
            return null;
        }

        var decoded = new StringBuilder(text.Length);
        var bytes = new List<byte>();
        int escapes = 0;
        for (int at = 0; at < text.Length;)
        {
            if (!TryEscape(text.AsSpan(at), out int value, out int length))
            {
                Flush(bytes, decoded);
                decoded.Append(text[at++]);
                continue;
            }

            escapes++;
            if (length <= 4 && text[at] != '&')
            {
                // Bytes of UTF-8, of which a character may need several.
                bytes.Add((byte)value);
            }
            else
            {
                Flush(bytes, decoded);
                decoded.Append((char)value);
            }

            at += length;
        }

        Flush(bytes, decoded);
        return escapes < LeastEscapes ? null : decoded.ToString();
    }

    /// <summary>Turns each Latin letter by 13 places; null for a text that has few of them.</summary>
    public static string? Rotate(string text)
    {
        int letters = 0;
        foreach (char c in text)
        {
            letters += char.IsAsciiLetter(c) ? 1 : 0;
        }

        return letters < LeastRotated ? null : string.Create(text.Length, text, static (span, source) =>
        {
            for (int i = 0; i < span.Length; i++)
            {
                char c = source[i];
                span[i] = c switch
                {
                    >= 'a' and <= 'z' => (char)('a' + ((c - 'a' + 13) % 26)),
                    >= 'A' and <= 'Z' => (char)('A' + ((c - 'A' + 13) % 26)),
                    _ => c,
                };
            }
        });
    }

    /// <summary>Says whether a text has the small words of English: a rotated one has them only if somebody rotated it before.</summary>
    public static bool IsEnglish(string text)
    {
        int known = 0;
        foreach (Range word in text.AsSpan().SplitAny(' ', ',', '.', '\n', ':'))
        {
            known += SmallWords.GetAlternateLookup<ReadOnlySpan<char>>().Contains(text.AsSpan()[word]) ? 1 : 0;
        }

        return known >= LeastSmallWords;
    }

    private static bool IsBase64(char c) => char.IsAsciiLetterOrDigit(c) || c is '+' or '/' or '-' or '_';

    // Pairs of digits, with or without blanks between them. Gives where they end, or the beginning if there are none that are text.
    private static int TakeHex(string text, int start, List<TextPiece> pieces)
    {
        int at = start;
        int digits = 0;
        while (at + 1 < text.Length && digits < MostCharacters && char.IsAsciiHexDigit(text[at]) && char.IsAsciiHexDigit(text[at + 1]))
        {
            digits += 2;
            at += 2;
            at += at + 1 < text.Length && text[at] is ' ' or ',' or ':' && char.IsAsciiHexDigit(text[at + 1]) ? 1 : 0;
        }

        if (digits < LeastHexDigits)
        {
            return start;
        }

        byte[] bytes = Convert.FromHexString(string.Concat(text[start..at].Where(char.IsAsciiHexDigit)));
        return TryAdd(bytes, start, at - start, pieces) ? at : start;
    }

    private static int TakeBase64(string text, int start, List<TextPiece> pieces)
    {
        // Encoders break lines; so try all lines at once, and then each.
        int end = start;
        int firstLine = -1;
        while (end < text.Length && (IsBase64(text[end]) || IsBreak(text, end)))
        {
            firstLine = firstLine < 0 && !IsBase64(text[end]) ? end : firstLine;
            end++;
        }

        if (TryBase64(text, start, end, pieces))
        {
            return end;
        }

        if (firstLine > 0)
        {
            _ = TryBase64(text, start, firstLine, pieces);
            return firstLine;
        }

        return end;
    }

    private static bool IsBreak(string text, int at) => text[at] is '\n' or '\r' && at + 1 < text.Length && (IsBase64(text[at + 1]) || text[at + 1] == '\n');

    private static bool TryBase64(string text, int start, int end, List<TextPiece> pieces)
    {
        if (end - start < LeastBase64)
        {
            return false;
        }

        var plain = new StringBuilder();
        foreach (char c in text.AsSpan(start, Math.Min(end - start, MostCharacters)))
        {
            plain.Append(c switch { '-' => "+", '_' => "/", '\r' or '\n' => "", _ => c.ToString() });
        }

        plain.Length -= plain.Length % 4 == 1 ? 1 : 0;
        plain.Append('=', (4 - (plain.Length % 4)) % 4);
        byte[] bytes = new byte[plain.Length];
        return Convert.TryFromBase64String(plain.ToString(), bytes, out int count) && TryAdd(bytes.AsSpan(0, count), start, end - start, pieces);
    }

    // Words of plain text decode too, but to bytes that are no text.
    private static bool TryAdd(ReadOnlySpan<byte> bytes, int start, int length, List<TextPiece> pieces)
    {
        if (!Utf8.IsValid(bytes))
        {
            return false;
        }

        string text = Encoding.UTF8.GetString(bytes);
        if (text.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t')))
        {
            return false;
        }

        pieces.Add(new TextPiece(text, start, length));
        return true;
    }

    private static bool TryEscape(ReadOnlySpan<char> rest, out int value, out int length)
    {
        (value, length) = (0, 0);
        if (rest.Length >= 3 && rest[0] == '%')
        {
            length = 3;
            return TryHex(rest.Slice(1, 2), out value);
        }

        if (rest.Length >= 4 && rest[0] == '\\' && rest[1] == 'x')
        {
            length = 4;
            return TryHex(rest.Slice(2, 2), out value);
        }

        if (rest.Length >= 6 && rest[0] == '\\' && rest[1] is 'u' or 'U')
        {
            length = 6;
            return TryHex(rest.Slice(2, 4), out value);
        }

        if (rest.Length < 4 || rest[0] != '&' || rest[1] != '#')
        {
            return false;
        }

        length = rest[..Math.Min(rest.Length, 10)].IndexOf(';') + 1;
        bool isHex = rest[2] is 'x' or 'X';
        return length > 3
            && int.TryParse(
                rest[(isHex ? 3 : 2)..(length - 1)], isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out value)
            && value is >= 0 and <= char.MaxValue;
    }

    private static bool TryHex(ReadOnlySpan<char> digits, out int value) =>
        int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);

    private static void Flush(List<byte> bytes, StringBuilder decoded)
    {
        if (bytes.Count > 0)
        {
            decoded.Append(Encoding.UTF8.GetString([.. bytes]));
            bytes.Clear();
        }
    }
}
