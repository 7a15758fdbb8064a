using System.Globalization;
using System.Text;

namespace FinCluster.Inference.Grammar.JsonSchema.Gbnf;

/// <summary>Escapes characters for GBNF literals and character classes.</summary>
internal static class GbnfEscape
{
    // '^' means negation at the head of a class, so it is always written by number.
    private const string ClassSyntax = "[]-\\^";

    /// <summary>Writes <paramref name="text"/> for use between double quotes.</summary>
    public static string Text(string text)
    {
        var escaped = new StringBuilder(text.Length + 8);
        foreach (var rune in text.EnumerateRunes())
        {
            escaped.Append(rune.Value is '"' or '\\' ? $"\\{rune}" : Plain(rune));
        }

        return escaped.ToString();
    }

    /// <summary>Writes <paramref name="members"/> for use between square brackets, negated where that is shorter.</summary>
    public static string Class(ScalarSet members)
    {
        var others = members.Complement();
        var isNegated = !others.IsEmpty && others.Ranges.Length < members.Ranges.Length;
        var text = new StringBuilder(isNegated ? "^" : string.Empty);
        foreach (var range in (isNegated ? others : members).Ranges)
        {
            text.Append(ClassMember(range.First));
            if (range.Last > range.First)
            {
                text.Append(range.Last > range.First + 1 ? "-" : string.Empty).Append(ClassMember(range.Last));
            }
        }

        return text.ToString();
    }

    private static string ClassMember(int codePoint) => codePoint switch
    {
        '\\' => @"\\",
        '[' => @"\[",
        ']' => @"\]",
        _ when codePoint < 128 && ClassSyntax.Contains((char)codePoint, StringComparison.Ordinal) => Numeric(codePoint),
        _ => Plain(new Rune(codePoint)),
    };

    private static string Plain(Rune rune) => rune.Value switch
    {
        '\n' => @"\n",
        '\r' => @"\r",
        '\t' => @"\t",
        ' ' => " ",
        _ => IsVisible(rune) ? rune.ToString() : Numeric(rune.Value),
    };

    // Invisible characters and those that nobody has assigned are written by number, which any editor shows as it is.
    private static bool IsVisible(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
        or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.SpacingCombiningMark);

    private static string Numeric(int codePoint) => codePoint switch
    {
        <= 0xFF => string.Create(CultureInfo.InvariantCulture, $"\\x{codePoint:X2}"),
        <= 0xFFFF => string.Create(CultureInfo.InvariantCulture, $"\\u{codePoint:X4}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"\\U{codePoint:X8}"),
    };
}
