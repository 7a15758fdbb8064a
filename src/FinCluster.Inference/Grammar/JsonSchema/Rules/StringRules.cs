using FinCluster.Inference.Grammar.JsonSchema.Gbnf;
using FinCluster.Inference.Grammar.JsonSchema.Patterns;
using FinCluster.Inference.Grammar.JsonSchema.Shapes;
using static FinCluster.Inference.Grammar.JsonSchema.Gbnf.GbnfBuilder;

namespace FinCluster.Inference.Grammar.JsonSchema.Rules;

/// <summary>Strings: of a length, with a pattern or in a format.</summary>
internal sealed class StringRules(RuleContext context)
{
    private static readonly PatternNode AnyText = new PatternRepeat(new PatternSet(ScalarSet.All), 0, null);

    /// <summary>The strings of <paramref name="shape"/>.</summary>
    public GbnfNode Build(StringShape shape)
    {
        context.CheckRepetition("minLength", shape.MinLength);
        context.CheckRepetition("maxLength", shape.MaxLength ?? 0);
        if (shape == StringShape.Any)
        {
            return Reference(RuleNames.String);
        }

        var content = (shape.Pattern, shape.Format) switch
        {
            ({ } pattern, null) => Matching(SchemaText.Read(pattern), shape, pattern.Pointer),
            (null, { } format) => Matching(StringFormats.TryGetPattern(SchemaText.Read(format))!, shape, format.Pointer),
            ({ } pattern, _) => throw SchemaError.At(pattern.Pointer, "\"pattern\" is not supported together with this \"format\""),
            _ => Repeat(Reference(RuleNames.Character), shape.MinLength, shape.MaxLength),
        };
        return Sequence(Text("\""), content, Text("\""));
    }

    private GbnfNode Matching(string pattern, StringShape shape, string pointer)
    {
        var translator = new PatternTranslator(context with { Pointer = pointer });
        return Choice(PatternParser.Parse(pattern, pointer).Select(alternative => translator.Translate(Fit(alternative, shape, pointer))));
    }

    private static PatternNode Fit(PatternAlternative alternative, StringShape shape, string pointer)
    {
        var whole = new PatternSequence(
        [
            .. alternative.IsAtStart ? [] : new[] { AnyText },
            .. alternative.Body is PatternSequence sequence ? sequence.Items : [alternative.Body],
            .. alternative.IsAtEnd ? [] : new[] { AnyText },
        ]);
        return PatternLength.TryFit(whole, shape.MinLength, shape.MaxLength)
            ?? throw SchemaError.At(pointer, "\"minLength\" and \"maxLength\" are not supported together with this pattern or format");
    }
}
