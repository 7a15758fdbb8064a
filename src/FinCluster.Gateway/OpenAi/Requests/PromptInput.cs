using System.Text.Json;
using FinCluster.Core.Engine;
using FinCluster.Core.Errors;

namespace FinCluster.Gateway.OpenAi.Requests;

/// <summary>Reads what OpenAI's API writes as a text, a list of texts, a list of token ids, or a list of such lists.</summary>
internal static class PromptInput
{
    /// <exception cref="RequestException">The field is missing or is none of the four.</exception>
    public static IReadOnlyList<Prompt> Read(in JsonFields body, string name, bool parseControlTokens)
    {
        JsonElement value = body.Find(name) ?? throw body.Missing(name);
        if (value.ValueKind == JsonValueKind.String)
        {
            return [Text(value, name, parseControlTokens)];
        }

        JsonElement[] items = body.Array(name)!;
        return items switch
        {
            [] => throw RequestException.Invalid(name, $"{name} must not be empty"),
            [{ ValueKind: JsonValueKind.Number }, ..] => [Tokens(items, name)],
            [{ ValueKind: JsonValueKind.Array }, ..] => [.. items.Select(item => item.ValueKind == JsonValueKind.Array
                ? Tokens([.. item.EnumerateArray()], name)
                : throw RequestException.Invalid(name, $"{name} must hold lists of token ids only"))],
            _ => [.. items.Select(item => Text(item, name, parseControlTokens))],
        };
    }

    private static TextPrompt Text(JsonElement item, string name, bool parseControlTokens) =>
        new(JsonFields.ReadString(item, name), parseControlTokens);

    private static TokenPrompt Tokens(JsonElement[] items, string name) => items.Length > 0
        ? new TokenPrompt([.. items.Select(item => new TokenId(JsonFields.ReadInteger(item, name)))])
        : throw RequestException.Invalid(name, $"{name} must not hold an empty list");
}
