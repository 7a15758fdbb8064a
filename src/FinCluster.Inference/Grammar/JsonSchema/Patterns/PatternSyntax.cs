using FinCluster.Inference.Grammar.JsonSchema.Gbnf;

namespace FinCluster.Inference.Grammar.JsonSchema.Patterns;

/// <summary>The character classes of ECMA-262's regular expressions, which JSON Schema uses.</summary>
internal static class PatternSyntax
{
    /// <summary>\d</summary>
    public static readonly ScalarSet Digits = ScalarSet.OfRange('0', '9');

    /// <summary>\w</summary>
    public static readonly ScalarSet WordCharacters =
        ScalarSet.Of([new('a', 'z'), new('A', 'Z'), new('0', '9'), new('_', '_')]);

    /// <summary>\s</summary>
    public static readonly ScalarSet Blanks = ScalarSet.Of(
        [new('\t', '\r'), new(' ', ' '), new(0xA0, 0xA0), new(0x1680, 0x1680), new(0x2000, 0x200A), new(0x2028, 0x2029),
         new(0x202F, 0x202F), new(0x205F, 0x205F), new(0x3000, 0x3000), new(0xFEFF, 0xFEFF)]);

    /// <summary>The dot: anything but the end of a line.</summary>
    public static readonly ScalarSet Dot = ScalarSet.OfCharacters("\n\r\u2028\u2029").Complement();

    /// <summary>The class that <paramref name="letter"/> names after a backslash; null when it names none.</summary>
    public static ScalarSet? Named(char letter) => letter switch
    {
        'd' => Digits,
        'D' => Digits.Complement(),
        'w' => WordCharacters,
        'W' => WordCharacters.Complement(),
        's' => Blanks,
        'S' => Blanks.Complement(),
        _ => null,
    };

    /// <summary>The control character that <paramref name="letter"/> names after a backslash; null when it names none.</summary>
    public static int? Control(char letter) => letter switch
    {
        't' => '\t',
        'n' => '\n',
        'v' => '\v',
        'f' => '\f',
        'r' => '\r',
        '0' => 0,
        _ => null,
    };
}
