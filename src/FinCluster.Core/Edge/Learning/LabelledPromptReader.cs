using System.Text.Json;
using System.Text.Json.Serialization;
using FinCluster.Core.Engine;
using FinCluster.Core.Text;

namespace FinCluster.Core.Edge.Learning;

/// <summary>Reads labelled prompts: JSON lines with <c>id</c>, <c>label</c>, and <c>text</c> or <c>messages</c>.</summary>
public static partial class LabelledPromptReader
{
    /// <summary>Reads a file's text.</summary>
    /// <param name="lines">The lines; empty ones are passed over.</param>
    /// <param name="name">The file's name, for errors.</param>
    /// <exception cref="FormatException">A line is no labelled prompt; the message says which.</exception>
    public static IReadOnlyList<LabelledPrompt> Read(IEnumerable<string> lines, string name)
    {
        ArgumentNullException.ThrowIfNull(lines);
        return JsonLines.Read(
            lines,
            name + ", ",
            skipsEmpty: true,
            line => ToPrompt(JsonSerializer.Deserialize(line, PromptJson.Default.Row) ?? throw new FormatException("is null")));
    }

    private static LabelledPrompt ToPrompt(Row row)
    {
        if (row.Text is null == row.Messages is null)
        {
            throw new FormatException("a prompt has either text or messages");
        }

        IReadOnlyList<ChatMessage> messages = row.Messages is null
            ? [new ChatMessage(ChatRole.User, row.Text!)]
            : [.. row.Messages.Select(message => new ChatMessage(Parse<ChatRole>(message.Role), message.Content))];
        return new LabelledPrompt(
            row.Id,
            row.Group ?? row.Id,
            row.Lang ?? "",
            row.Domain ?? "",
            row.Kind ?? "",
            Parse<PromptLabel>(row.Label),
            new EdgeRequest
            {
                Messages = messages,
                IsConstrained = row.Schema,
                HasTools = row.Tools,
                MinAnswerTokens = row.MinTokens,
                ResidentLines = row.Adapters?.Select(Parse<BusinessLine>).ToArray(),
            });
    }

    private static T Parse<T>(string text)
        where T : struct, Enum => Enum.TryParse(text, ignoreCase: true, out T value) && !char.IsAsciiDigit(text[0])
        ? value
        : throw new FormatException($"'{text}' is none of {string.Join(", ", Enum.GetNames<T>())}");

    private sealed record Message(string Role, string Content);

    private sealed record Row(
        string Id, string Label, string? Group = null, string? Lang = null, string? Domain = null, string? Kind = null, string? Text = null,
        IReadOnlyList<Message>? Messages = null, bool Schema = false, bool Tools = false, int MinTokens = 0, IReadOnlyList<string>? Adapters = null);

    [JsonSourceGenerationOptions(
        PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
    [JsonSerializable(typeof(Row))]
    private sealed partial class PromptJson : JsonSerializerContext;
}
