using System.Collections.Immutable;
using System.Globalization;
using FinCluster.Inference.Grammar.JsonSchema.Gbnf;

namespace FinCluster.Inference.Grammar.JsonSchema.Patterns;

/// <summary>Reads character classes and the escapes that stand for characters.</summary>
internal sealed class PatternClassParser(PatternReader reader)
{
    /// <summary>Reads a class after its opening bracket, and its closing one.</summary>
    public ScalarSet ReadClass()
    {
        var isNegated = reader.TrySkip("^");
        var members = new List<ScalarRange>();
        while (!reader.TrySkip("]"))
        {
            members.AddRange(ReadMember());
        }

        var set = ScalarSet.Of(members);
        return isNegated ? set.Complement() : set;
    }

    /// <summary>Reads an escape after its backslash.</summary>
    public ScalarSet ReadEscape(bool isInClass)
    {
        if (PatternSyntax.Named(reader.Next) is { } named)
        {
            reader.ReadCodePoint();
            return named;
        }

        var codePoint = isInClass && reader.TrySkip("b") ? '\b' : ReadEscapedCharacter();
        return ScalarSet.OfRange(codePoint, codePoint) is { IsEmpty: false } set
            ? set
            : throw reader.Fail("half of a surrogate pair is no character");
    }

    private ImmutableArray<ScalarRange> ReadMember()
    {
        var first = ReadSingle();
        if (reader.Next != '-')
        {
            return first.Ranges;
        }

        reader.Skip("-");
        if (reader.Next == ']')
        {
            return [.. first.Ranges, new ScalarRange('-', '-')];
        }

        var last = ReadSingle();
        if (first.Ranges is not [{ First: var from } one] || last.Ranges is not [{ Last: var to } other]
            || one.First != one.Last || other.First != other.Last || from > to)
        {
            throw reader.Fail("a range must go from one character up to another");
        }

        return [new ScalarRange(from, to)];
    }

    private ScalarSet ReadSingle()
    {
        if (reader.TrySkip("\\"))
        {
            return ReadEscape(isInClass: true);
        }

        var codePoint = reader.ReadCodePoint();
        return ScalarSet.OfRange(codePoint, codePoint);
    }

    private int ReadEscapedCharacter()
    {
        var letter = reader.ReadCodePoint();
        if (letter < 128 && PatternSyntax.Control((char)letter) is { } control)
        {
            return char.IsAsciiDigit(reader.Next) && letter == '0' ? throw reader.Fail("octal escapes are not supported") : control;
        }

        return letter switch
        {
            'x' => reader.ReadHex(2),
            'u' => ReadUnicode(),
            'c' when char.IsAsciiLetter(reader.Next) => reader.ReadCodePoint() % 32,
            < 128 when !char.IsAsciiLetterOrDigit((char)letter) => letter,
            _ => throw reader.Fail($"the escape '\\{char.ConvertFromUtf32(letter)}' is not supported"),
        };
    }

    private int ReadUnicode()
    {
        if (reader.TrySkip("{"))
        {
            return int.TryParse(reader.ReadUntil('}'), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
                && value is >= 0 and <= ScalarSet.Highest
                ? value
                : throw reader.Fail("the code point is out of range");
        }

        var unit = reader.ReadHex(4);
        if (!char.IsHighSurrogate((char)unit) || !reader.TrySkip("\\u"))
        {
            return unit;
        }

        var low = reader.ReadHex(4);
        return char.IsLowSurrogate((char)low)
            ? char.ConvertToUtf32((char)unit, (char)low)
            : throw reader.Fail("half of a surrogate pair is no character");
    }
}
