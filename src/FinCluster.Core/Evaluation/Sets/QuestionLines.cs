using System.Text.Json;
using System.Text.Json.Serialization;
using FinCluster.Core.Engine;
using FinCluster.Core.Text;

namespace FinCluster.Core.Evaluation.Sets;

/// <summary>Reads the project's own form: JSON lines with <c>id</c>, <c>messages</c> or <c>question</c>, and <c>reference</c>.</summary>
internal static partial class QuestionLines
{
    /// <summary>Reads all lines; empty ones are passed over.</summary>
    /// <exception cref="FormatException">A line is no question.</exception>
    public static IReadOnlyList<EvaluationQuestion> Read(string text) => JsonLines.Read(
        text.Split('\n'),
        place: "",
        skipsEmpty: true,
        line => ToQuestion(JsonSerializer.Deserialize(line, LineJson.Default.Row) ?? throw new FormatException("the line is null")));

    private static EvaluationQuestion ToQuestion(Row row)
    {
        if (row.Question is null == row.Messages is null)
        {
            throw new FormatException("a question has either question or messages");
        }

        List<ChatMessage> messages = row.Messages is null
            ? [new ChatMessage(ChatRole.User, row.Question!)]
            : [.. row.Messages.Select(message => new ChatMessage(RoleOf(message.Role), message.Content))];
        string? reference = row.Reference;
        if (reference is null && messages is [.., { Role: ChatRole.Assistant } last])
        {
            // A conversation of a training corpus ends with the answer.
            reference = last.Content;
            messages.RemoveAt(messages.Count - 1);
        }

        if (messages is not [.., { Role: ChatRole.User }])
        {
            throw new FormatException("the last message is not the user's");
        }

        ScoringRule rule = RuleOf(row.Score, row.Kind, row.Risk && string.IsNullOrEmpty(reference));
        if (string.IsNullOrWhiteSpace(reference) && rule != ScoringRule.Refusal)
        {
            throw new FormatException("the question has no reference");
        }

        return new EvaluationQuestion
        {
            Id = row.Id,
            Language = row.Lang ?? "",
            Kind = row.Kind ?? "",
            Domain = row.Domain ?? "",
            Messages = messages,
            Reference = reference ?? "",
            Scoring = rule,
            Tolerance = row.Tolerance is >= 0 and <= 1 ? row.Tolerance.Value : row.Tolerance is null ? 1e-6 : throw new FormatException("the tolerance is 0 to 1"),
            IsRegulatory = row.Regulatory,
            IsRisk = row.Risk,
        };
    }

    private static ScoringRule RuleOf(string? score, string? kind, bool isBareRisk) => (score, kind) switch
    {
        (null, "arithmetic") => ScoringRule.Number,
        (null, "choice") => ScoringRule.Choice,
        (null, _) => isBareRisk ? ScoringRule.Refusal : ScoringRule.Edit,
        ("edit", _) => ScoringRule.Edit,
        ("number", _) => ScoringRule.Number,
        ("choice", _) => ScoringRule.Choice,
        ("refusal", _) => ScoringRule.Refusal,
        _ => throw new FormatException($"'{score}' is none of edit, number, choice, refusal"),
    };

    private static ChatRole RoleOf(string role) => role switch
    {
        "system" => ChatRole.System,
        "user" => ChatRole.User,
        "assistant" => ChatRole.Assistant,
        _ => throw new FormatException($"'{role}' is none of system, user, assistant"),
    };

    private sealed record Message(string Role, string Content);

    private sealed record Row(
        string Id, string? Lang = null, string? Kind = null, string? Domain = null, string? Question = null, IReadOnlyList<Message>? Messages = null,
        string? Reference = null, string? Score = null, double? Tolerance = null, bool Regulatory = false, bool Risk = false);

    [JsonSourceGenerationOptions(
        PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
    [JsonSerializable(typeof(Row))]
    private sealed partial class LineJson : JsonSerializerContext;
}
