using FinCluster.Inference.Grammar.JsonSchema.Gbnf;
using FinCluster.Inference.Grammar.JsonSchema.Shapes;
using static FinCluster.Inference.Grammar.JsonSchema.Gbnf.GbnfBuilder;

namespace FinCluster.Inference.Grammar.JsonSchema.Rules;

/// <summary>Arrays: items with schemas of their own first, then items that share one.</summary>
internal sealed class ArrayRules(RuleContext context)
{
    /// <summary>The arrays of <paramref name="shape"/>.</summary>
    public GbnfNode Build(ArrayShape shape)
    {
        if (shape.IsAny)
        {
            return Reference(RuleNames.Array);
        }

        var limit = shape.EffectiveMaxItems;
        context.CheckRepetition(limit is null ? "minItems" : "maxItems", limit ?? shape.MinItems);
        return PrimitiveRules.Enclosed("[", "]", Items(shape, limit));
    }

    private GbnfNode Items(ArrayShape shape, int? limit)
    {
        if (limit == 0)
        {
            return Empty;
        }

        var items = Sequence(context.RuleOf(shape.At(0)), After(shape, limit));
        return shape.MinItems == 0 ? Optional(items) : items;
    }

    // What may follow the first item: one rule for each place where the array may end, so that nothing nests.
    private GbnfNode After(ArrayShape shape, int? limit)
    {
        var prefix = Math.Max(1, Math.Min(shape.Prefix.Length, limit ?? int.MaxValue));
        var rest = Repeat(
            Following(shape, shape.Prefix.Length), Math.Max(0, shape.MinItems - prefix), limit is { } most ? most - prefix : null);
        for (var index = prefix - 1; index > 0; index--)
        {
            rest = Sequence(Following(shape, index), rest);
            rest = index >= shape.MinItems ? Optional(context.Helper("rest", rest)) : rest;
        }

        return rest;
    }

    private GbnfNode Following(ArrayShape shape, int index) => Sequence(PrimitiveRules.Comma, context.RuleOf(shape.At(index)));
}
