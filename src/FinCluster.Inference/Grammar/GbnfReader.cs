using System.Buffers;
using System.Text;
using FinCluster.Core.Errors;

namespace FinCluster.Inference.Grammar;

/// <summary>Reads the smallest parts of a GBNF text: space, names, numbers and characters.</summary>
internal sealed class GbnfReader(string text)
{
    /// <summary>What <see cref="Current"/> is at the end of the text.</summary>
    public const char End = '\uFFFF';

    /// <summary>Gets the place of the next character.</summary>
    public int Offset { get; private set; }

    /// <summary>Gets whether everything is read.</summary>
    public bool AtEnd => Offset >= text.Length;

    /// <summary>Gets the next character, or <see cref="End"/>.</summary>
    public char Current => AtEnd ? End : text[Offset];

    /// <summary>Makes the error for a place in the text.</summary>
    public RequestException Fail(int offset, string message) => GrammarErrors.InvalidAt(text, Math.Min(offset, text.Length), message);

    /// <summary>Makes the error for the current place.</summary>
    public RequestException Fail(string message) => Fail(Offset, message);

    /// <summary>Makes the error for a character that fits nothing here.</summary>
    public RequestException FailUnexpected(string expected) => Fail($"expected {expected}, found {Describe()}");

    /// <summary>Says whether the text goes on with <paramref name="expected"/>.</summary>
    public bool IsNext(string expected) => text.AsSpan(Offset).StartsWith(expected, StringComparison.Ordinal);

    /// <summary>Goes past <paramref name="expected"/> when it comes next.</summary>
    public bool TryTake(char expected)
    {
        if (AtEnd || text[Offset] != expected)
        {
            return false;
        }

        Offset++;
        return true;
    }

    /// <summary>Goes past <paramref name="length"/> characters.</summary>
    public void Skip(int length) => Offset += length;

    /// <summary>Goes past blanks and comments, and past line ends where <paramref name="lineEnds"/> allows it.</summary>
    public void SkipSpace(bool lineEnds)
    {
        while (true)
        {
            var next = Current;
            if (next is ' ' or '\t' || (lineEnds && IsLineEnd(next)))
            {
                Offset++;
            }
            else if (next == '#')
            {
                SkipComment();
            }
            else
            {
                return;
            }
        }
    }

    /// <summary>Reads the name of a rule; null when none is here.</summary>
    public string? TryReadName()
    {
        var start = Offset;
        while (IsNameCharacter(Current))
        {
            Offset++;
        }

        return Offset == start ? null : text[start..Offset];
    }

    /// <summary>Reads a count of at most <paramref name="max"/>.</summary>
    public int ReadCount(int max)
    {
        var start = Offset;
        var value = 0;
        while (char.IsAsciiDigit(Current))
        {
            value = (value * 10) + (Current - '0');
            Offset++;
            if (value > max)
            {
                throw Fail(start, $"a repetition count is at most {max}");
            }
        }

        return Offset == start ? throw FailUnexpected("a number") : value;
    }

    /// <summary>Reads one character as it stands, as a code point.</summary>
    public int ReadPlainCharacter()
    {
        if (Rune.DecodeFromUtf16(text.AsSpan(Offset), out var rune, out var length) != OperationStatus.Done)
        {
            throw Fail("half of a surrogate pair");
        }

        Offset += length;
        return rune.Value;
    }

    private static bool IsLineEnd(char value) => value is '\r' or '\n';

    private static bool IsNameCharacter(char value) => char.IsAsciiLetterOrDigit(value) || value == '-';

    private void SkipComment()
    {
        while (!AtEnd && !IsLineEnd(Current))
        {
            Offset++;
        }
    }

    private string Describe() => Current switch
    {
        _ when AtEnd => "the end of the grammar",
        '\r' or '\n' => "the end of the line",
        var next when char.IsControl(next) || char.IsSurrogate(next) => $"U+{(int)next:X4}",
        var next => $"'{next}'",
    };
}
