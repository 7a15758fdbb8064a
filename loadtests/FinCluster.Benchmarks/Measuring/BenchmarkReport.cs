using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FinCluster.Benchmarks.Measuring;

/// <summary>The results of a run, with what they depend on.</summary>
internal sealed partial record BenchmarkReport
{
    public required DateTimeOffset Date { get; init; }

    /// <summary>Gets the command line.</summary>
    public required string Command { get; init; }

    /// <summary>Gets the version, with the commit that it was built from.</summary>
    public required string Version { get; init; }

    public required string Machine { get; init; }

    public required IReadOnlyList<BenchmarkResult> Results { get; init; }

    /// <summary>Puts results together with what they depend on.</summary>
    public static BenchmarkReport Of(IReadOnlyList<BenchmarkResult> results, DateTimeOffset date) => new()
    {
        Date = date,
        Command = string.Join(' ', Environment.GetCommandLineArgs().Skip(1)),
        Version = typeof(BenchmarkReport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown",
        Machine = $"{Processor()}, {Environment.ProcessorCount} cores, {Environment.OSVersion.VersionString}, .NET {Environment.Version}",
        Results = results,
    };

    /// <summary>Writes it as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ReportJson.Default.BenchmarkReport);

    private static string Processor() => OperatingSystem.IsLinux()
        ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim()
            ?? "unknown processor"
        : "unknown processor";

    [JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
    [JsonSerializable(typeof(BenchmarkReport))]
    private sealed partial class ReportJson : JsonSerializerContext;
}
