using FinCluster.Inference.Grammar.JsonSchema.Gbnf;
using FinCluster.Inference.Grammar.JsonSchema.Shapes;
using static FinCluster.Inference.Grammar.JsonSchema.Gbnf.GbnfBuilder;

namespace FinCluster.Inference.Grammar.JsonSchema.Rules;

/// <summary>
/// Objects with properties in the order of the schema. Which optional ones are there is free. The size is linear in the number of
/// properties: what may follow a property is one rule, whichever properties came before it.
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

    // The first member has no comma, and which one is first depends on the optional ones before the first required one. Each of those
    // leads on to the same rules.
    private GbnfNode Members(List<Member> members, GbnfNode other)
    {
        var firstRequired = members.FindIndex(member => member.IsRequired);
        var canBeFirst = firstRequired < 0 ? members.Count : firstRequired + 1;
        var isShared = canBeFirst > 1 || (firstRequired < 0 && !IsNever(other));
        if (isShared)
        {
            for (var i = 0; i < canBeFirst; i++)
            {
                members[i] = members[i] with { Pair = context.Helper("pair", members[i].Pair) };
            }
        }

        var rests = Rests(members, other, canBeFirst, isShared);
        var starts = Enumerable.Range(0, canBeFirst).Select(i => Sequence(members[i].Pair, rests[i + 1]));
        return firstRequired < 0
            ? Choice([.. starts, Sequence(other, Many(Following(other))), Empty])
            : Choice(starts);
    }

    // rests[i] is what may follow once any member before i has been written; only those are made that a start leads to.
    private GbnfNode[] Rests(List<Member> members, GbnfNode other, int canBeFirst, bool isShared)
    {
        var rests = new GbnfNode[canBeFirst + 1];
        rests[canBeFirst] = Sequence([.. members.Skip(canBeFirst).Select(Later), Many(Following(other))]);
        for (var i = canBeFirst; i > 0; i--)
        {
            var rest = i == canBeFirst ? rests[i] : Sequence(Later(members[i]), rests[i + 1]);
            rests[i] = isShared ? context.Helper("rest", rest) : rest;
        }

        return rests;
    }

    private static GbnfNode Later(Member member) => member.IsRequired ? Following(member.Pair) : Optional(Following(member.Pair));

    private sealed record Member(GbnfNode Pair, bool IsRequired);
}
