using FinCluster.Core.Errors;

namespace FinCluster.Inference.Grammar.JsonSchema;

/// <summary>
/// Turns a JSON schema into a grammar in GBNF, llama.cpp's notation, whose texts are JSON values that satisfy the schema.
/// </summary>
/// <remarks>
/// <para>
/// Enforced: type, enum, const, properties, required, additionalProperties, items, prefixItems, minItems, maxItems, minLength, maxLength,
/// pattern (a common subset), format (date, time, date-time, uuid), the four bounds on numbers, anyOf, oneOf, allOf, $ref inside the
/// document, nullable. Keywords that constrain and are none of these are refused; all others are annotations.
/// </para>
/// <para>
/// Where the grammar is narrower than the schema: properties come in the order of the schema; a list of properties without
/// additionalProperties, and a prefixItems without items, is taken as complete; a schema without a type means the types that its keywords
/// are about; numbers have at most 16 digits before and after the decimal point where no bound has more, and no exponent where they are
/// bounded; years begin at 1000; constants, names and strings with a pattern have one spelling each. Where it is wider: oneOf is read as
/// anyOf, and additional properties may repeat a name.
/// </para>
/// </remarks>
internal static class JsonSchemaGrammar
{
    private static readonly Lazy<string> AnyObjectText = new(() => ToGbnf("""{"type":"object"}"""));

    /// <summary>Gets the grammar of any JSON object.</summary>
    public static string AnyObject => AnyObjectText.Value;

    /// <summary>
    /// Makes the grammar of <paramref name="schemaJson"/>, with the start symbol <c>root</c>. Equal schemas give equal texts. Any thread
    /// may call it.
    /// </summary>
    /// <exception cref="RequestException">
    /// <see cref="ErrorCode.InvalidSchema"/>: the schema is no JSON schema, contradicts itself, uses a keyword that no grammar here
    /// expresses, or exceeds <see cref="SchemaLimits"/>. The message names the place by its JSON pointer.
    /// </exception>
    public static string ToGbnf(string schemaJson)
    {
        ArgumentNullException.ThrowIfNull(schemaJson);
        return SchemaCompiler.Compile(SchemaDocument.Parse(schemaJson));
    }
}
