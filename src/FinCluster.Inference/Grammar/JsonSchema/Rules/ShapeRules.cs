using FinCluster.Inference.Grammar.JsonSchema.Gbnf;
using FinCluster.Inference.Grammar.JsonSchema.Numbers;
using FinCluster.Inference.Grammar.JsonSchema.Shapes;
using static FinCluster.Inference.Grammar.JsonSchema.Gbnf.GbnfBuilder;

namespace FinCluster.Inference.Grammar.JsonSchema.Rules;

/// <summary>The values of a shape: those of each of its types.</summary>
internal sealed class ShapeRules(RuleContext context)
{
    /// <summary>The values of <paramref name="shape"/>.</summary>
    public GbnfNode Build(Shape shape)
    {
        if (shape.Values is not null)
        {
            return new ConstantRules(context).Build(shape);
        }

        var types = shape.EffectiveTypes;
        return types == JsonTypes.All && IsUnconstrained(shape)
            ? Reference(RuleNames.Value)
            : Choice(Enum.GetValues<JsonTypes>().Where(type => IsSingle(type) && types.HasFlag(type)).Select(type => Build(shape, type)));
    }

    private static bool IsSingle(JsonTypes type) => type is not (JsonTypes.None or JsonTypes.All);

    private static bool IsUnconstrained(Shape shape) =>
        shape is { IsInteger: false, Arrays.IsAny: true, Objects.IsAny: true }
        && shape.Numbers == NumberRange.All && shape.Strings == StringShape.Any;

    private GbnfNode Build(Shape shape, JsonTypes type) => type switch
    {
        JsonTypes.Null => Reference(RuleNames.Null),
        JsonTypes.Boolean => Reference(RuleNames.Boolean),
        JsonTypes.Number => Number(shape),
        JsonTypes.String => new StringRules(context).Build(shape.Strings),
        JsonTypes.Array => new ArrayRules(context).Build(shape.Arrays),
        _ => new ObjectRules(context).Build(shape.Objects),
    };

    private GbnfNode Number(Shape shape) => (shape.Numbers == NumberRange.All, shape.IsInteger) switch
    {
        (true, true) => Reference(RuleNames.Integer),
        (true, false) => Reference(RuleNames.Number),
        (false, true) => NumberRules.Integers(shape.Numbers, context.Pointer),
        (false, false) => NumberRules.Decimals(shape.Numbers, context.Pointer),
    };
}
