using System.Text.Json;
using System.Text.Json.Serialization;

namespace FinCluster.LoadGenerator.Reports;

/// <summary>The result of some measurements with the same options.</summary>
internal sealed partial record LoadReport
{
    public required DateTimeOffset Date { get; init; }

    /// <summary>Gets the command line.</summary>
    public required string Command { get; init; }

    /// <summary>Gets the version of the load generator, with the commit that it was built from.</summary>
    public required string Version { get; init; }

    public required string Machine { get; init; }

    /// <summary>Gets the kind of loop and how much it asks.</summary>
    public required string Mode { get; init; }

    public required double TimeToFirstTokenLimitMs { get; init; }

    public required double TokenTimeLimitMs { get; init; }

    /// <summary>Gets each figure's median over the runs, with its least and its greatest value.</summary>
    public required Summary Summary { get; init; }

    public required IReadOnlyList<RunReport> Runs { get; init; }

    /// <summary>Sums runs up.</summary>
    public static LoadReport Of(LoadOptions options, IReadOnlyList<RunReport> runs, DateTimeOffset date) => new()
    {
        Date = date,
        Command = string.Join(' ', Environment.GetCommandLineArgs().Skip(1)),
        Version = BuildVersion.Read(),
        Machine = MachineDescription.Read(),
        Mode = options.Concurrency > 0 ? $"closed, {options.Concurrency} streams" : $"open, {options.RatePerSecond} requests/s",
        TimeToFirstTokenLimitMs = options.TimeToFirstTokenLimit.TotalMilliseconds,
        TokenTimeLimitMs = options.TokenTimeLimit.TotalMilliseconds,
        Summary = Summary.Of(runs),
        Runs = runs,
    };

    /// <summary>Writes it as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, LoadReportJson.Default.LoadReport);

    [JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
    [JsonSerializable(typeof(LoadReport))]
    private sealed partial class LoadReportJson : JsonSerializerContext;
}
