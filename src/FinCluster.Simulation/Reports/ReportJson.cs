using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FinCluster.Simulation.Reports;

/// <summary>Writes a report as JSON.</summary>
public static partial class ReportJson
{
    private static readonly ReportContext Context = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    });

    /// <summary>Writes a report.</summary>
    public static string Format(SimulationReport report) => JsonSerializer.Serialize(report, Context.SimulationReport);

    [JsonSerializable(typeof(SimulationReport))]
    private sealed partial class ReportContext : JsonSerializerContext;
}
