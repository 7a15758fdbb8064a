using System.Text.Json;
using FinCluster.Core.Errors;
using FinCluster.Inference.Grammar.JsonSchema.Gbnf;
using FinCluster.Inference.Grammar.JsonSchema.Numbers;
using FinCluster.Inference.Grammar.JsonSchema.Shapes;

namespace FinCluster.Inference.Grammar.JsonSchema.Rules;

/// <summary>The values of "enum" and "const", less those that the keywords beside them exclude.</summary>
internal sealed class ConstantRules(RuleContext context)
{
    /// <summary>The allowed values of <paramref name="shape"/>, of which there are some.</summary>
    public GbnfNode Build(Shape shape)
    {
        var texts = shape.Values!.Value.Where(value => IsAllowed(value, shape)).Select(SchemaText.Compact).Distinct().ToList();
        return new PrefixTree(context).Build(texts);
    }

    private static bool IsAllowed(SchemaLocation value, Shape shape)
    {
        var type = TypeOf(value.Element.ValueKind);
        return shape.Types.HasFlag(type) && type switch
        {
            JsonTypes.Number => IsAllowedNumber(ExactDecimal.Read(value), shape),
            JsonTypes.String => IsAllowedString(value, shape.Strings),
            JsonTypes.Array => shape.Arrays.IsAny ? true : throw Unsupported(value, "array"),
            JsonTypes.Object => shape.Objects.IsAny ? true : throw Unsupported(value, "object"),
            _ => true,
        };
    }

    private static bool IsAllowedNumber(ExactDecimal number, Shape shape) =>
        shape.Numbers.Contains(number) && (!shape.IsInteger || number.Scale == 0);

    private static bool IsAllowedString(SchemaLocation value, StringShape shape)
    {
        if (shape.Pattern is not null || shape.Format is not null)
        {
            throw SchemaError.At(
                value.Pointer, "\"enum\" and \"const\" are not supported together with \"pattern\" or an enforced \"format\"");
        }

        var length = SchemaText.Read(value).EnumerateRunes().Count();
        return length >= shape.MinLength && !(length > shape.MaxLength);
    }

    private static RequestException Unsupported(SchemaLocation value, string type) =>
        SchemaError.At(value.Pointer, $"an {type} as a constant is not supported together with keywords that constrain {type}s");

    private static JsonTypes TypeOf(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Null => JsonTypes.Null,
        JsonValueKind.True or JsonValueKind.False => JsonTypes.Boolean,
        JsonValueKind.Number => JsonTypes.Number,
        JsonValueKind.String => JsonTypes.String,
        JsonValueKind.Array => JsonTypes.Array,
        _ => JsonTypes.Object,
    };
}
