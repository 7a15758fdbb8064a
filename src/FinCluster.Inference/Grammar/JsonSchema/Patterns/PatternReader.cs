using System.Globalization;
using System.Text;
using FinCluster.Core.Errors;

namespace FinCluster.Inference.Grammar.JsonSchema.Patterns;

/// <summary>A pattern's text with a position in it.</summary>
internal sealed class PatternReader(string text, string pointer)
{
    private int _position;

    /// <summary>Gets whether everything was read.</summary>
    public bool IsAtEnd => _position == text.Length;

    /// <summary>Gets the next UTF-16 code unit; NUL at the end.</summary>
    public char Next => IsAtEnd ? '\0' : text[_position];

    /// <summary>Skips <paramref name="token"/> if it comes next.</summary>
    public bool TrySkip(string token)
    {
        var isNext = text.AsSpan(_position).StartsWith(token, StringComparison.Ordinal);
        _position += isNext ? token.Length : 0;
        return isNext;
    }

    /// <summary>Skips <paramref name="token"/>, which must come next.</summary>
    public void Skip(string token)
    {
        if (!TrySkip(token))
        {
            throw Fail($"'{token}' is missing");
        }
    }

    /// <summary>Reads one character.</summary>
    public int ReadCodePoint()
    {
        if (IsAtEnd)
        {
            throw Fail("it ends too early");
        }

        var rune = Rune.GetRuneAt(text, _position);
        _position += rune.Utf16SequenceLength;
        return rune.Value;
    }

    /// <summary>Reads a decimal number; null when no digit comes next.</summary>
    public int? ReadNumber()
    {
        var start = _position;
        while (char.IsAsciiDigit(Next))
        {
            _position++;
        }

        if (start == _position)
        {
            return null;
        }

        return int.TryParse(text.AsSpan(start, _position - start), CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Fail("a number is too large");
    }

    /// <summary>Reads <paramref name="digits"/> hexadecimal digits.</summary>
    public int ReadHex(int digits)
    {
        var end = Math.Min(text.Length, _position + digits);
        var isHex = int.TryParse(
            text.AsSpan(_position, end - _position), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value);
        if (!isHex || end - _position < digits)
        {
            throw Fail($"{digits} hexadecimal digits are missing");
        }

        _position = end;
        return value;
    }

    /// <summary>Reads up to <paramref name="terminator"/> and skips it.</summary>
    public string ReadUntil(char terminator)
    {
        var end = text.IndexOf(terminator, _position);
        if (end < 0)
        {
            throw Fail($"'{terminator}' is missing");
        }

        var read = text[_position..end];
        _position = end + 1;
        return read;
    }

    /// <summary>Makes the error that the pattern is wrong or not supported at this position.</summary>
    public RequestException Fail(string message) =>
        SchemaError.At(pointer, string.Create(CultureInfo.InvariantCulture, $"\"pattern\", character {_position + 1}: {message}"));
}
