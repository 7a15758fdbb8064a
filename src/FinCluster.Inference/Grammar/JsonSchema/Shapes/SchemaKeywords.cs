using System.Collections.Frozen;

namespace FinCluster.Inference.Grammar.JsonSchema.Shapes;

/// <summary>
/// The keywords that constrain values in a way that no grammar here expresses. They are refused; every other unknown keyword is an
/// annotation, as the standard has it.
/// </summary>
internal static class SchemaKeywords
{
    private static readonly FrozenSet<string> Unsupported = new[]
    {
        "if", "then", "else", "not", "dependentSchemas", "dependentRequired", "dependencies", "multipleOf", "contains", "minContains",
        "maxContains", "minProperties", "maxProperties", "patternProperties", "propertyNames", "unevaluatedItems",
        "unevaluatedProperties", "$dynamicRef", "$recursiveRef",
    }.ToFrozenSet();

    /// <summary>Refuses the object at <paramref name="schema"/> when it holds such a keyword.</summary>
    /// <exception cref="FinCluster.Core.Errors.RequestException">It does; the message names the keyword and its place.</exception>
    public static void RefuseUnsupported(SchemaLocation schema)
    {
        foreach (var (name, value) in schema.Members())
        {
            if (Unsupported.Contains(name))
            {
                throw SchemaError.At(value.Pointer, $"the keyword \"{name}\" is not supported");
            }
        }

        if (KeywordReader.Boolean(schema, "uniqueItems") == true)
        {
            throw SchemaError.At($"{schema.Pointer}/uniqueItems", "the keyword \"uniqueItems\" is not supported");
        }
    }
}
