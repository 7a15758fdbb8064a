using System.Buffers;
using System.Text;

namespace FinCluster.Core.Text;

/// <summary>
/// Brings a text into the form that rules read: compatibility characters in their plain form, lower case, simplified Chinese, without invisible
/// characters and without blanks between Chinese characters.
/// </summary>
/// <remarks>
/// Thread-safe. The runtime's own normalization does nothing under invariant globalization, which all processes use, so the compatibility forms of
/// Unicode 14 stand in <c>compatibility.txt</c>: one code point and its NFKC form in each line. Combining marks are not composed; Chinese and English
/// questions have none.
/// </remarks>
public static class TextFolder
{
    // The longest replacement of one code point, in characters.
    private const int Growth = 4;

    // What a table of single characters says of those that are not replaced by exactly one.
    private const char Dropped = '\uFFFF';
    private const char Longer = '\uFFFE';

    private static readonly char[] Single = new char[char.MaxValue + 1];
    private static readonly Dictionary<int, string> Several = [];

    static TextFolder()
    {
        for (int c = 0; c < Single.Length; c++)
        {
            Single[c] = char.ToLowerInvariant((char)c);
        }

        ReadCompatibilityForms();
        SimplifiedForms.AddTo(Single);
        foreach (char c in (ReadOnlySpan<char>)['\u00AD', '\u200B', '\u200C', '\u200D', '\u200E', '\u200F', '\u2060', '\uFEFF', '\u180E'])
        {
            Single[c] = Dropped;
        }

        for (char c = '\uFE00'; c <= '\uFE0F'; c++)
        {
            Single[c] = Dropped;
        }

        for (char c = '\u202A'; c <= '\u202E'; c++)
        {
            Single[c] = Dropped;
        }

        Single['\u2018'] = Single['\u2019'] = '\'';
        Single['\u201C'] = Single['\u201D'] = '"';
        Single['\t'] = Single['\r'] = Single['\v'] = Single['\f'] = ' ';
        Single['\u2028'] = Single['\u2029'] = Single['\u0085'] = '\n';
    }

    /// <summary>Gets the most characters that a folded text of <paramref name="length"/> characters has.</summary>
    public static int MaxLength(int length) => checked(length * Growth);

    /// <summary>Folds a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="destination">Room for <see cref="MaxLength"/> characters; must not overlap the text.</param>
    /// <returns>How many characters were written.</returns>
    public static int Fold(ReadOnlySpan<char> text, Span<char> destination)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(destination.Length, MaxLength(text.Length));
        int written = 0;
        for (int i = 0; i < text.Length; i++)
        {
            char plain = Single[text[i]];
            if (plain is not (' ' or '\n') and < '\uD800' && (written == 0 || destination[written - 1] is not ' '))
            {
                // Nearly every character.
                destination[written++] = plain;
            }
            else if (plain < '\uD800' || plain is > '\uDFFF' and < Longer)
            {
                written = Append(destination, written, plain);
            }
            else if (plain != Dropped)
            {
                written = AppendSeveral(text, ref i, destination, written);
            }
        }

        return written > 0 && destination[written - 1] is ' ' or '\n' ? written - 1 : written;
    }

    /// <summary>Folds a text into a new string.</summary>
    public static string Fold(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        char[] buffer = ArrayPool<char>.Shared.Rent(MaxLength(text.Length));
        try
        {
            return new string(buffer, 0, Fold(text.AsSpan(), buffer));
        }
        finally
        {
            ArrayPool<char>.Shared.Return(buffer);
        }
    }

    /// <summary>Says whether a character is a Chinese one, or one of the syllables and letters that are written without blanks beside them.</summary>
    public static bool IsIdeograph(char c) => c is >= '\u3400' and <= '\u9FFF' or >= '\u3040' and <= '\u30FF' or '\u3007';

    private static int AppendSeveral(ReadOnlySpan<char> text, ref int i, Span<char> destination, int written)
    {
        int codePoint = text[i];
        int length = 1;
        if (char.IsSurrogate(text[i]))
        {
            if (Rune.DecodeFromUtf16(text[i..], out Rune rune, out length) != OperationStatus.Done)
            {
                // Half a character says nothing.
                return written;
            }

            codePoint = rune.Value;
        }

        ReadOnlySpan<char> plain = Several.TryGetValue(codePoint, out string? folded) ? folded : text.Slice(i, length);
        foreach (char c in plain)
        {
            written = Append(destination, written, c);
        }

        i += length - 1;
        return written;
    }

    private static int Append(Span<char> destination, int written, char c)
    {
        if (c is ' ' or '\n')
        {
            if (written == 0)
            {
                return 0;
            }

            char before = destination[written - 1];
            if (before is ' ' or '\n')
            {
                destination[written - 1] = c == '\n' ? c : before;
                return written;
            }
        }
        else if (written > 1 && destination[written - 1] == ' ' && IsIdeograph(c) && IsIdeograph(destination[written - 2]))
        {
            // Blanks between Chinese characters only hide words.
            destination[written - 1] = c;
            return written;
        }

        destination[written] = c;
        return written + 1;
    }

    private static void ReadCompatibilityForms()
    {
        foreach ((int codePoint, string plain) in CompatibilityForms.Read())
        {
            if (codePoint <= char.MaxValue && plain.Length == 1)
            {
                Single[codePoint] = plain[0];
                continue;
            }

            // Three characters are the most that anything but a few ligatures needs; those keep their form.
            if (plain.Length <= Growth)
            {
                Several[codePoint] = plain;
                if (codePoint <= char.MaxValue)
                {
                    Single[codePoint] = Longer;
                }
            }
        }
    }
}
