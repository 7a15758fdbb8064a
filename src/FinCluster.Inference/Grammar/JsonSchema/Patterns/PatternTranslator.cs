using FinCluster.Inference.Grammar.JsonSchema.Gbnf;
using FinCluster.Inference.Grammar.JsonSchema.Rules;
using static FinCluster.Inference.Grammar.JsonSchema.Gbnf.GbnfBuilder;

namespace FinCluster.Inference.Grammar.JsonSchema.Patterns;

/// <summary>
/// Writes a pattern as a grammar over JSON's spelling of its characters. A repetition of something that may be empty, such as (a*)*, is
/// rewritten: in a grammar it would be recursion that consumes nothing.
/// </summary>
internal sealed class PatternTranslator(RuleContext context)
{
    private int _parts;

    /// <summary>The strings of <paramref name="node"/>, without their quotes.</summary>
    public GbnfNode Translate(PatternNode node)
    {
        Charge();
        return node switch
        {
            PatternSet set => Characters(set.Members),
            PatternSequence sequence => Sequence(sequence.Items.Select(Translate)),
            PatternChoice choice => Choice(choice.Items.Select(Translate)),
            PatternRepeat { Item.MinLength: 0 } repeat => Repeat(NotEmpty(repeat.Item), 0, repeat.Maximum),
            PatternRepeat repeat => Repeat(Translate(repeat.Item), repeat.Minimum, repeat.Maximum),
            _ => throw new InvalidOperationException($"No grammar for {node.GetType().Name}."),
        };
    }

    // The strings of a pattern but for the empty one.
    private GbnfNode NotEmpty(PatternNode node)
    {
        Charge();
        return node switch
        {
            { MinLength: > 0 } => Translate(node),
            PatternChoice choice => Choice(choice.Items.Select(NotEmpty)),
            PatternRepeat repeat => Repeat(NotEmpty(repeat.Item), 1, repeat.Maximum),
            PatternSequence sequence => Choice(sequence.Items.Select((item, index) =>
                Sequence([NotEmpty(item), .. sequence.Items.Skip(index + 1).Select(Translate)]))),
            _ => throw new InvalidOperationException($"{node.GetType().Name} is never empty."),
        };
    }

    private GbnfNode Characters(ScalarSet members)
    {
        if (members.Complement().IsEmpty)
        {
            return Reference(RuleNames.Character);
        }

        var characters = JsonCharacters.Of(members);
        return characters is GbnfClass or GbnfText ? characters : context.Helper("char", characters);
    }

    private void Charge()
    {
        if (++_parts > SchemaLimits.PatternParts)
        {
            throw SchemaError.At(context.Pointer, "\"pattern\" is too large");
        }
    }
}
