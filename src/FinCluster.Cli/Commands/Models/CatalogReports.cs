using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using FinCluster.Core.Catalog;
using FinCluster.Core.Catalog.Aliases;
using FinCluster.Core.Catalog.Canaries;
using FinCluster.Core.Catalog.Releases;

namespace FinCluster.Cli.Commands.Models;

/// <summary>What <c>models list --json</c> prints.</summary>
internal sealed record CatalogReport(
    long Version, IReadOnlyList<AliasReport> Aliases, IReadOnlyList<ReleaseReport> Releases, IReadOnlyList<ArtifactReport> Artifacts);

/// <summary>An artifact.</summary>
internal sealed record ArtifactReport(string Hash, string Kind, string Name, long Bytes, string? Base, int? Rank, DateTimeOffset CreatedAt)
{
    public static ArtifactReport Of(Artifact artifact) => new(
        artifact.Hash.Value, ArtifactKindText.Format(artifact.Kind), artifact.Name, artifact.Bytes, artifact.Base?.Value, artifact.Rank, artifact.CreatedAt);
}

/// <summary>An adapter in a release.</summary>
internal sealed record AdapterReport(string Adapter, decimal Scale)
{
    public static AdapterReport? Of(AdapterUse? use) => use is null ? null : new AdapterReport(use.Adapter.Value, use.Scale);
}

/// <summary>Gate results, named as in the file that they come from.</summary>
internal sealed record GatesReport(
    decimal? Accuracy, decimal? RegulatoryAccuracy, decimal? RiskSensitivity, [property: JsonPropertyName("p99_latency_ms")] decimal? P99LatencyMs,
    decimal? ParameterChange, string? QuestionSet, string? QuestionSetHash, DateTimeOffset? MeasuredAt)
{
    public static GatesReport? Of(GateResults? gates) => gates is null ? null : new GatesReport(
        gates.Accuracy, gates.RegulatoryAccuracy, gates.RiskSensitivity, (decimal?)gates.P99Latency?.Ticks / TimeSpan.TicksPerMillisecond,
        gates.ParameterChange, gates.QuestionSet, gates.QuestionSetHash?.Value, gates.MeasuredAt);
}

/// <summary>A release.</summary>
internal sealed record ReleaseReport(
    string Id, string Base, AdapterReport? Domain, AdapterReport? Task, string? Template, string? Guard, string? Knowledge, GatesReport? Gates, string Note,
    DateTimeOffset CreatedAt)
{
    public static ReleaseReport Of(ReleaseRecord record)
    {
        Release release = record.Release;
        return new ReleaseReport(
            record.Id.Value, release.Base.Value, AdapterReport.Of(release.Domain), AdapterReport.Of(release.Task), release.ChatTemplate?.Value,
            release.GuardRules?.Value, release.Knowledge?.Value, GatesReport.Of(release.Gates), release.Note, record.CreatedAt);
    }
}

/// <summary>A canary.</summary>
internal sealed record CanaryReport(
    string Release, decimal Weight, IReadOnlyList<string> Tenants, decimal? MaxErrorRate, decimal? MaxTtftRatio, decimal? MaxRefusalRate, int MinRequests,
    int EnoughRequests)
{
    public static CanaryReport? Of(Canary? canary) => canary is null ? null : new CanaryReport(
        canary.Release.Value, canary.Weight, [.. canary.Tenants.Select(tenant => tenant.Value)], canary.Limits.MaxErrorRate, canary.Limits.MaxTtftRatio,
        canary.Limits.MaxRefusalRate, canary.Limits.MinRequests, canary.Limits.EnoughRequests);
}

/// <summary>An alias as it is now.</summary>
internal sealed record AliasReport(string Name, string Kind, long Sequence, string Target, decimal? Scale, CanaryReport? Canary)
{
    public static AliasReport Of(CatalogAlias alias) => new(
        alias.Name, KindOf(alias.Kind), alias.Sequence, alias.Target.Value, alias.Current.Scale, CanaryReport.Of(alias.Canary));

    private static string KindOf(AliasKind kind) => kind switch
    {
        AliasKind.Model => "model",
        AliasKind.DomainAdapter => "domain",
        _ => "task",
    };
}

/// <summary>A line of an alias's history.</summary>
internal sealed record AliasEntryReport(
    long Sequence, DateTimeOffset At, string Actor, string Action, string Target, decimal? Scale, string Reason, long? Restores, CanaryReport? Canary,
    string? Override, IReadOnlyList<GateFailure> FailedGates)
{
    private static readonly string[] Actions = ["promote", "rollback", "canary_start", "canary_promote", "canary_abort"];

    public static AliasEntryReport Of(AliasEntry entry) => new(
        entry.Sequence, entry.At, entry.Actor, Actions[(int)entry.Action], entry.Target.Value, entry.Scale, entry.Reason, entry.Restores,
        CanaryReport.Of(entry.Canary), entry.Override, entry.FailedGates);
}

/// <summary>What became of a change.</summary>
/// <param name="Status">done, or unchanged when it was so already.</param>
/// <param name="Id">The artifact or release; null where an alias was moved.</param>
/// <param name="Entry">The alias's last line; null where none was moved.</param>
internal sealed record ChangeReport(string Status, string? Id, AliasEntryReport? Entry)
{
    public static ChangeReport Of(CatalogResult result) => new(
        result.Status == CatalogStatus.Done ? "done" : "unchanged", result.Id?.Value, result.Entry is null ? null : AliasEntryReport.Of(result.Entry));
}

/// <summary>What <c>models verify --json</c> prints for a file.</summary>
internal sealed record VerifyReport(string Hash, string Kind, string Name, long Bytes, string? Problem);

/// <summary>Writes reports as <see cref="CliJson"/> does.</summary>
[JsonSerializable(typeof(CatalogReport))]
[JsonSerializable(typeof(ArtifactReport))]
[JsonSerializable(typeof(ReleaseReport))]
[JsonSerializable(typeof(AliasReport))]
[JsonSerializable(typeof(AliasEntryReport[]))]
[JsonSerializable(typeof(ChangeReport))]
[JsonSerializable(typeof(ReleaseDifference[]))]
[JsonSerializable(typeof(VerifyReport[]))]
internal sealed partial class CatalogJson : JsonSerializerContext
{
    /// <summary>Gets the context to write with.</summary>
    public static CatalogJson Wire { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    });
}

/// <summary>Cells of tables.</summary>
internal static class CatalogCells
{
    private const int ShownDigits = 12;

    public static string Short(string? hash) => hash is null ? "-" : hash[..ShownDigits];

    public static string Short(ArtifactHash hash) => Short(hash.Value);

    public static string Number(decimal? number) => number?.ToString("0.######", CultureInfo.InvariantCulture) ?? "-";

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
