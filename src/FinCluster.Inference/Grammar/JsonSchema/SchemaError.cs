using FinCluster.Core.Errors;

namespace FinCluster.Inference.Grammar.JsonSchema;

/// <summary>Makes the errors that a schema's author is told.</summary>
internal static class SchemaError
{
    /// <summary>The request field that holds a schema.</summary>
    public const string Parameter = "response_format";

    /// <summary>The schema at <paramref name="pointer"/>, a JSON pointer, is wrong in the way that <paramref name="message"/> says.</summary>
    public static RequestException At(string pointer, string message) => Of($"{message} (at \"{pointer}\")");

    /// <summary>The schema as a whole is wrong.</summary>
    public static RequestException Of(string message, Exception? inner = null) =>
        new(ErrorCode.InvalidSchema, $"JSON schema: {message}", Parameter, inner);
}
