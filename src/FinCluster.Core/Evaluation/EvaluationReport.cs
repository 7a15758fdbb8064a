using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FinCluster.Core.Evaluation;

/// <summary>The file that an evaluation writes.</summary>
/// <param name="Gates">What a promotion gate reads.</param>
/// <param name="Run">The model that was evaluated.</param>
/// <param name="Other">The model that it was compared with; null for none.</param>
/// <param name="Comparison">How the first one does against the other one; null without another one.</param>
public sealed partial record EvaluationReport(EvaluationGates Gates, EvaluationRun Run, EvaluationRun? Other, RunComparison? Comparison)
{
    private static readonly ReportJson Json = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
        RespectRequiredConstructorParameters = true,
        NewLine = "\n",
    });

    /// <summary>Writes the file's text, with a line feed at its end.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json.EvaluationReport) + "\n";

    /// <summary>Reads a file's text.</summary>
    /// <exception cref="FormatException">It is no report.</exception>
    public static EvaluationReport Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, Json.EvaluationReport) ?? throw new FormatException("the report is null");
        }
        catch (JsonException e)
        {
            throw new FormatException($"it is no report of an evaluation: {e.Message}", e);
        }
    }

    [JsonSerializable(typeof(EvaluationReport))]
    private sealed partial class ReportJson : JsonSerializerContext;
}
