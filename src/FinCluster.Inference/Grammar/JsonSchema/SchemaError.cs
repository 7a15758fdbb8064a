using FinCluster.Core.Errors;

namespace FinCluster.Inference.Grammar.JsonSchema;

/// <summary>Makes the errors that a schema's author is told.</summary>
internal static class SchemaError
{
    /// <summary>The request field that holds a schema.</summary>
    public const string Parameter = "response_format";

    // Names and references come from the schema and may be as long as it is.
    private const int MaxLength = 500;

    /// <summary>The schema is wrong at one place, which a JSON pointer names.</summary>
    public static RequestException At(string pointer, string message) => Of($"{message} (at \"{pointer}\")");

    /// <summary>The schema as a whole is wrong.</summary>
    public static RequestException Of(string message, Exception? inner = null) =>
        new(ErrorCode.InvalidSchema, $"JSON schema: {Shortened(message)}", Parameter, inner);

    private static string Shortened(string message) =>
        message.Length <= MaxLength ? message : $"{message[..(MaxLength / 2)]} ... {message[^(MaxLength / 2)..]}";
}
