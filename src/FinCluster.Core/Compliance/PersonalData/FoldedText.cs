using System.Buffers;

namespace FinCluster.Core.Compliance.PersonalData;

/// <summary>
/// A text, or the part of a stream that is still of interest, in the form in which personal data is looked for: full-width and other
/// digits and letters as ASCII, every space and dash as the ASCII one, characters without width left out. It remembers where each
/// character stood. One thread at a time; its buffers are cleared when they go back.
/// </summary>
internal sealed class FoldedText(int capacity) : IDisposable
{
    // So many characters without width may stand between two others. More are no slip of a keyboard, and what a stream holds back
    // has to end somewhere.
    private const int MaxZeroWidths = 3;

    private char[] _chars = ArrayPool<char>.Shared.Rent(capacity);
    private int[] _starts = ArrayPool<int>.Shared.Rent(capacity);
    private int _zeroWidths;

    /// <summary>Gets how many folded characters there are.</summary>
    public int Count { get; private set; }

    /// <summary>Gets up to which position the text was added, where it comes in pieces.</summary>
    public int Consumed { get; private set; }

    /// <summary>Gets the folded characters.</summary>
    public ReadOnlySpan<char> Chars => _chars.AsSpan(0, Count);

    /// <summary>Where the folded character at <paramref name="index"/> stood.</summary>
    public int StartOf(int index) => _starts[index];

    /// <summary>Adds what stands at <paramref name="position"/> of the original.</summary>
    public void Append(ReadOnlySpan<char> text, int position)
    {
        Grow(Count + text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            char folded = c < 0x80 ? c : Fold(c);
            if (folded == '\0' && c != '\0')
            {
                if (++_zeroWidths <= MaxZeroWidths)
                {
                    continue;
                }

                folded = c;
            }

            _zeroWidths = 0;
            _starts[Count] = position + i;
            // The digits of mathematical alphabets are the only ones beyond the basic plane that keyboards offer.
            if (c == '\ud835' && i + 1 < text.Length && text[i + 1] is >= '\udfce' and <= '\udfff')
            {
                folded = (char)('0' + ((text[++i] - '\udfce') % 10));
            }

            _chars[Count++] = folded;
        }
    }

    /// <summary>Drops the first <paramref name="count"/> folded characters, and moves the positions of the others back.</summary>
    /// <param name="count">How many.</param>
    /// <param name="positions">By how much positions move.</param>
    /// <param name="consumed">Up to which position, before they move, the text was added.</param>
    public void Drop(int count, int positions, int consumed)
    {
        Consumed = consumed - positions;
        Count -= count;
        if (count > 0)
        {
            Array.Copy(_chars, count, _chars, 0, Count);
        }

        for (int i = 0; i < Count; i++)
        {
            _starts[i] = _starts[i + count] - positions;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<char>.Shared.Return(_chars, clearArray: true);
        ArrayPool<int>.Shared.Return(_starts);
        _chars = [];
        _starts = [];
        Count = 0;
    }

    private void Grow(int size)
    {
        if (size <= Math.Min(_chars.Length, _starts.Length))
        {
            return;
        }

        char[] chars = ArrayPool<char>.Shared.Rent(size * 2);
        int[] starts = ArrayPool<int>.Shared.Rent(size * 2);
        Array.Copy(_chars, chars, Count);
        Array.Copy(_starts, starts, Count);
        ArrayPool<char>.Shared.Return(_chars, clearArray: true);
        ArrayPool<int>.Shared.Return(_starts);
        (_chars, _starts) = (chars, starts);
    }

    // '\0' says that the character is left out.
    private static char Fold(char c) => c switch
    {
        '\u3000' => ' ',
        >= '\u30fc' and < '\ufe00' => c,
        >= '\uff01' and <= '\uff5e' => (char)(c - 0xfee0),
        '\u00a0' or (>= '\u2000' and <= '\u200a') or '\u202f' or '\u205f' => ' ',
        '\u00ad' or '\u180e' or (>= '\u200b' and <= '\u200f') or (>= '\u202a' and <= '\u202e') or (>= '\u2060' and <= '\u2069') => '\0',
        (>= '\ufe00' and <= '\ufe0f') or '\ufeff' => '\0',
        (>= '\u2010' and <= '\u2015') or '\u2212' or '\ufe58' or '\ufe63' => '-',
        '\u00b7' or '\u2022' or '\u30fb' => '.',
        >= '\u0660' and <= '\u0669' => (char)(c - '\u0660' + '0'),
        >= '\u06f0' and <= '\u06f9' => (char)(c - '\u06f0' + '0'),
        _ => c,
    };
}
