using System.Text;
using System.Text.Json;
using FinCluster.Core.Engine;

namespace FinCluster.Core.Evaluation.Sets;

/// <summary>
/// Reads files in FinQA's form: a JSON array of records with <c>pre_text</c>, <c>table</c>, <c>post_text</c> and <c>qa</c> (<c>question</c>, <c>answer</c> or <c>exe_ans</c>);
/// <c>question</c> and <c>answer</c> may stand in the record itself.
/// </summary>
internal static class FinQaReader
{
    // Published answers are rounded to about three digits.
    private const double Tolerance = 0.01;

    /// <summary>Reads all records.</summary>
    /// <exception cref="FormatException">It is no such file.</exception>
    public static IReadOnlyList<EvaluationQuestion> Read(string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return [.. document.RootElement.EnumerateArray().Select(ToQuestion)];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new FormatException($"it is no FinQA file: {e.Message}", e);
        }
    }

    private static EvaluationQuestion ToQuestion(JsonElement record, int index)
    {
        JsonElement qa = record.TryGetProperty("qa", out JsonElement nested) ? nested : record;
        string question = Text(qa, "question") ?? throw new FormatException($"record {index} has no question");
        string answer = Text(qa, "answer") is { Length: > 0 } stated ? stated
            : Text(qa, "exe_ans") ?? throw new FormatException($"record {index} has no answer");
        var prompt = new StringBuilder();
        AppendLines(prompt, record, "pre_text");
        AppendTable(prompt, record);
        AppendLines(prompt, record, "post_text");
        prompt.Append(question);
        return new EvaluationQuestion
        {
            Id = Text(record, "id") ?? $"finqa-{index:00000}",
            Language = "en",
            Kind = "finqa",
            Domain = "securities",
            Messages = [new ChatMessage(ChatRole.User, prompt.ToString())],
            Reference = answer,
            Scoring = answer is "yes" or "no" ? ScoringRule.Edit : ScoringRule.Number,
            Tolerance = Tolerance,
        };
    }

    private static string? Text(JsonElement element, string name) => !element.TryGetProperty(name, out JsonElement value) ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()!.Trim()
        : value.ValueKind == JsonValueKind.Number ? value.GetRawText()
        : null;

    private static void AppendLines(StringBuilder prompt, JsonElement record, string name)
    {
        if (record.TryGetProperty(name, out JsonElement lines) && lines.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement line in lines.EnumerateArray())
            {
                prompt.Append(line.GetString()).Append('\n');
            }
        }
    }

    private static void AppendTable(StringBuilder prompt, JsonElement record)
    {
        if (record.TryGetProperty("table", out JsonElement rows) && rows.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement row in rows.EnumerateArray())
            {
                prompt.AppendJoin(" | ", row.EnumerateArray().Select(cell => cell.ToString())).Append('\n');
            }
        }
    }
}
