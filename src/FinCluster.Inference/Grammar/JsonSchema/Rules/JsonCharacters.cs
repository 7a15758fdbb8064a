using System.Globalization;
using FinCluster.Inference.Grammar.JsonSchema.Gbnf;
using static FinCluster.Inference.Grammar.JsonSchema.Gbnf.GbnfBuilder;

namespace FinCluster.Inference.Grammar.JsonSchema.Rules;

/// <summary>How the characters of a string are spelt inside JSON's quotes.</summary>
internal static class JsonCharacters
{
    /// <summary>
    /// The characters that stand for themselves. JSON would let U+007F through; a control character is of no use in an answer.
    /// </summary>
    public static readonly CharacterSet Plain =
        CharacterSet.Of([new(0, 0x1F), new('"', '"'), new('\\', '\\'), new(0x7F, 0x7F)]).Complement();

    /// <summary>The characters that have an escape of one letter.</summary>
    public static readonly CharacterSet ShortEscaped = CharacterSet.OfCharacters("\"\\\b\f\n\r\t");

    private static readonly GbnfNode Hex = Class("09afAF");

    /// <summary>
    /// Any character: as it is, by a short escape or by number. Numbers of surrogates come in pairs only, since a half of one is no
    /// character and most readers refuse it.
    /// </summary>
    public static GbnfNode Any() => Choice(
        Class(Plain),
        Sequence(Text("\\"), Choice(Class(CharacterSet.OfCharacters("\"\\/bfnrt")), Sequence(Text("u"), CodeUnits()))));

    /// <summary>One character of <paramref name="members"/>, in the spelling that <see cref="SchemaText.Quote"/> gives it.</summary>
    public static GbnfNode Of(CharacterSet members)
    {
        if (members.Ranges is [{ First: var only, Last: var last }] && only == last)
        {
            return Text(SchemaText.Escape(only) ?? char.ConvertFromUtf32(only));
        }

        var letters = string.Concat(CodePoints(members.Intersect(ShortEscaped)).Select(point => SchemaText.Escape(point)![1]));
        var numbered = CodePoints(members.Except(Plain).Except(ShortEscaped)).GroupBy(point => point >> 4);
        return Choice(
        [
            Class(members.Intersect(Plain)),
            Sequence(Text("\\"), Class(CharacterSet.OfCharacters(letters))),
            .. numbered.Select(row => Sequence(
                Text(string.Create(CultureInfo.InvariantCulture, $"\\u00{row.Key:x}")),
                Class(CharacterSet.OfCharacters(string.Concat(row.Select(LastHexDigit)))))),
        ]);
    }

    private static string LastHexDigit(int codePoint) => (codePoint & 0xF).ToString("x", CultureInfo.InvariantCulture);

    private static GbnfNode CodeUnits() => Choice(
        Sequence(Class("09acACefEF"), Exactly(Hex, 3)),
        Sequence(Class("ddDD"), Class("07"), Exactly(Hex, 2)),
        Sequence(
            Class("ddDD"), Class("89abAB"), Exactly(Hex, 2),
            Text("\\u"), Class("ddDD"), Class("cfCF"), Exactly(Hex, 2)));

    private static IEnumerable<int> CodePoints(CharacterSet members) =>
        members.Ranges.SelectMany(range => Enumerable.Range(range.First, range.Last - range.First + 1));
}
