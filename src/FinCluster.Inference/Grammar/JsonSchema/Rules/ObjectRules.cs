using FinCluster.Inference.Grammar.JsonSchema.Gbnf;
using FinCluster.Inference.Grammar.JsonSchema.Shapes;
using static FinCluster.Inference.Grammar.JsonSchema.Gbnf.GbnfBuilder;

namespace FinCluster.Inference.Grammar.JsonSchema.Rules;

/// <summary>
/// Objects with properties in the order of the schema. Which optional ones are there is free. The size is linear in the number of
/// properties: what may follow a property does not depend on the ones before it.
/// </summary>
internal sealed class ObjectRules(RuleContext context)
{
    /// <summary>The objects of <paramref name="shape"/>.</summary>
    public GbnfNode Build(ObjectShape shape)
    {
        if (shape.IsAny)
        {
            return Reference(RuleNames.Object);
        }

        var properties = shape.EffectiveProperties.ToList();
        var required = shape.Required.ToHashSet();
        var members = properties.ConvertAll(property => new Member(Pair(property), required.Contains(property.Name)));
        if (members.Count(member => !member.IsRequired) > SchemaLimits.OptionalProperties)
        {
            throw SchemaError.At(context.Pointer, $"an object may have {SchemaLimits.OptionalProperties} optional properties at most");
        }

        var names = properties.ConvertAll(property => property.Name);
        var other = shape.EffectiveRest is { } rest ? Other(names, rest) : Never;
        return PrimitiveRules.Enclosed("{", "}", Members(members, other));
    }

    private static GbnfNode Following(GbnfNode pair) => Sequence(PrimitiveRules.Comma, pair);

    private GbnfNode Pair(PropertyShape property) =>
        Sequence(Text(SchemaText.Quote(property.Name)), PrimitiveRules.Colon, context.RuleOf(property.Schemas));

    private GbnfNode Other(List<string> names, SchemaSet rest)
    {
        var key = names.Count == 0 ? Reference(RuleNames.String) : new OtherNames(context).Build(names);
        return context.Helper("other", Sequence(key, PrimitiveRules.Colon, context.RuleOf(rest)));
    }

    // Only the first member has no comma, and which one is first depends on the optional ones before the first required one. Each of
    // those gets a rule for "this one or a later one, and what may follow", which both starts a list and goes on after a comma.
    private GbnfNode Members(List<Member> members, GbnfNode other)
    {
        var firstRequired = members.FindIndex(member => member.IsRequired);
        var mayEnd = firstRequired < 0;
        var others = Many(Following(other));
        var list = mayEnd
            ? Sequence(other, others)
            : Sequence([members[firstRequired].Pair, .. members.Skip(firstRequired + 1).Select(Later), others]);
        for (var i = (mayEnd ? members.Count : firstRequired) - 1; i >= 0; i--)
        {
            var later = context.Helper("more", list);
            list = Choice(Sequence(members[i].Pair, mayEnd ? Optional(Following(later)) : Following(later)), later);
        }

        return mayEnd ? Optional(list) : list;
    }

    private static GbnfNode Later(Member member) => member.IsRequired ? Following(member.Pair) : Optional(Following(member.Pair));

    private sealed record Member(GbnfNode Pair, bool IsRequired);
}
