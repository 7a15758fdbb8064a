using FinCluster.Inference.Grammar.JsonSchema.Gbnf;
using FinCluster.Inference.Grammar.JsonSchema.Numbers;
using static FinCluster.Inference.Grammar.JsonSchema.Gbnf.GbnfBuilder;

namespace FinCluster.Inference.Grammar.JsonSchema.Rules;

/// <summary>The rules for JSON itself.</summary>
internal static class PrimitiveRules
{
    /// <summary>
    /// Optional blanks between tokens: one space, or one line break with its indentation. More would let a small model write blanks
    /// until its budget is spent.
    /// </summary>
    public static readonly GbnfNode Space = Reference(RuleNames.Space);

    /// <summary>A comma and what may follow it.</summary>
    public static readonly GbnfNode Comma = Sequence(Text(","), Space);

    /// <summary>A colon and what may follow it.</summary>
    public static readonly GbnfNode Colon = Sequence(Text(":"), Optional(Text(" ")));

    private const int MaxIndentation = 20;
    private const int MaxExponentDigits = 2;

    /// <summary>Adds the rules to <paramref name="rules"/>; those that end up unused are removed later.</summary>
    public static void AddTo(GbnfRules rules)
    {
        Add(RuleNames.Value, Choice(
            Reference(RuleNames.Object), Reference(RuleNames.Array), Reference(RuleNames.String),
            Reference(RuleNames.Number), Reference(RuleNames.Boolean), Reference(RuleNames.Null)));
        Add(RuleNames.Object, Enclosed("{", "}", List(
            Sequence(Reference(RuleNames.String), Colon, Reference(RuleNames.Value)))));
        Add(RuleNames.Array, Enclosed("[", "]", List(Reference(RuleNames.Value))));
        Add(RuleNames.String, Sequence(Text("\""), Many(Reference(RuleNames.Character)), Text("\"")));
        Add(RuleNames.Number, Number());
        Add(RuleNames.Integer, Choice(Text("0"), Sequence(Optional(Text("-")), FromOne())));
        Add(RuleNames.Boolean, Choice(Text("true"), Text("false")));
        Add(RuleNames.Null, Text("null"));
        Add(RuleNames.Character, JsonCharacters.Any());
        Add(RuleNames.Space, Optional(Choice(
            Text(" "), Sequence(Text("\n"), Repeat(Class(CharacterSet.OfCharacters(" \t")), 0, MaxIndentation)))));

        void Add(string name, GbnfNode body) => rules.Define(rules.Reserve(name), body);
    }

    /// <summary>Puts <paramref name="content"/>, which may be empty, between brackets.</summary>
    public static GbnfNode Enclosed(string open, string close, GbnfNode content)
    {
        // Without content there is one place for blanks, not two.
        var spaced = content is GbnfRepeat { Minimum: 0, Maximum: 1 } optional ? Optional(Sequence(optional.Item, Space))
            : IsEmpty(content) ? content
            : Sequence(content, Space);
        return Sequence(Text(open), Space, spaced, Text(close));
    }

    private static GbnfNode List(GbnfNode item) => Optional(Sequence(item, Many(Sequence(Comma, item))));

    private static GbnfNode FromOne() => Sequence(Class("19"), Repeat(Digit, 0, IntegerDigits.Unbounded - 1));

    private static GbnfNode Number() => Sequence(
        Optional(Text("-")),
        Choice(Text("0"), FromOne()),
        Optional(Sequence(Text("."), Repeat(Digit, 1, FractionDigits.Unbounded))),
        Optional(Sequence(
            Class(CharacterSet.OfCharacters("eE")),
            Optional(Class(CharacterSet.OfCharacters("+-"))),
            Repeat(Digit, 1, MaxExponentDigits))));
}
