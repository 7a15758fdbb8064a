using System.Text.Json.Serialization;
using FinCluster.Core.Catalog;
using FinCluster.Core.Catalog.Aliases;
using FinCluster.Core.Catalog.Canaries;
using FinCluster.Core.Catalog.Releases;
using FinCluster.Core.Catalog.Storage;

namespace FinCluster.Wire;

/// <summary>All of the catalog but the histories, in JSON: what <c>models list --json</c> prints and <c>GET /admin/v1/catalog</c> answers.</summary>
public sealed record CatalogReport(
    long Version, IReadOnlyList<AliasReport> Aliases, IReadOnlyList<ReleaseReport> Releases, IReadOnlyList<ArtifactReport> Artifacts)
{
    /// <summary>Tells of one.</summary>
    public static CatalogReport Of(CatalogSnapshot catalog) => new(
        catalog.Version, [.. catalog.Aliases.Select(AliasReport.Of)], [.. catalog.Releases.Select(ReleaseReport.Of)],
        [.. catalog.Artifacts.Select(ArtifactReport.Of)]);
}

/// <summary>An artifact.</summary>
public sealed record ArtifactReport(string Hash, string Kind, string Name, long Bytes, string? Base, int? Rank, DateTimeOffset CreatedAt)
{
    /// <summary>Tells of one.</summary>
    public static ArtifactReport Of(Artifact artifact) => new(
        artifact.Hash.Value, ArtifactKindText.Format(artifact.Kind), artifact.Name, artifact.Bytes, artifact.Base?.Value, artifact.Rank, artifact.CreatedAt);
}

/// <summary>An adapter in a release.</summary>
public sealed record AdapterReport(string Adapter, decimal Scale)
{
    /// <summary>Tells of one.</summary>
    public static AdapterReport? Of(AdapterUse? use) => use is null ? null : new AdapterReport(use.Adapter.Value, use.Scale);
}

/// <summary>Gate results, named as in the file that they come from.</summary>
public sealed record GatesReport(
    decimal? Accuracy, decimal? RegulatoryAccuracy, decimal? RiskSensitivity, [property: JsonPropertyName("p99_latency_ms")] decimal? P99LatencyMs,
    decimal? ParameterChange, string? QuestionSet, string? QuestionSetHash, DateTimeOffset? MeasuredAt)
{
    /// <summary>Tells of one.</summary>
    public static GatesReport? Of(GateResults? gates) => gates is null ? null : new GatesReport(
        gates.Accuracy, gates.RegulatoryAccuracy, gates.RiskSensitivity, (decimal?)gates.P99Latency?.Ticks / TimeSpan.TicksPerMillisecond,
        gates.ParameterChange, gates.QuestionSet, gates.QuestionSetHash?.Value, gates.MeasuredAt);
}

/// <summary>A release.</summary>
public sealed record ReleaseReport(
    string Id, string Base, AdapterReport? Domain, AdapterReport? Task, string? Template, string? Guard, string? Knowledge, GatesReport? Gates, string Note,
    DateTimeOffset CreatedAt)
{
    /// <summary>Tells of one.</summary>
    public static ReleaseReport Of(ReleaseRecord record)
    {
        Release release = record.Release;
        return new ReleaseReport(
            record.Id.Value, release.Base.Value, AdapterReport.Of(release.Domain), AdapterReport.Of(release.Task), release.ChatTemplate?.Value,
            release.GuardRules?.Value, release.Knowledge?.Value, GatesReport.Of(release.Gates), release.Note, record.CreatedAt);
    }
}

/// <summary>A canary.</summary>
public sealed record CanaryReport(
    string Release, decimal Weight, IReadOnlyList<string> Tenants, decimal? MaxErrorRate, decimal? MaxTtftRatio, decimal? MaxRefusalRate, int MinRequests,
    int EnoughRequests)
{
    /// <summary>Tells of one.</summary>
    public static CanaryReport? Of(Canary? canary) => canary is null ? null : new CanaryReport(
        canary.Release.Value, canary.Weight, [.. canary.Tenants.Select(tenant => tenant.Value)], canary.Limits.MaxErrorRate, canary.Limits.MaxTtftRatio,
        canary.Limits.MaxRefusalRate, canary.Limits.MinRequests, canary.Limits.EnoughRequests);
}

/// <summary>An alias as it is now.</summary>
public sealed record AliasReport(string Name, string Kind, long Sequence, string Target, decimal? Scale, CanaryReport? Canary)
{
    /// <summary>Tells of one.</summary>
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
public sealed record AliasEntryReport(
    long Sequence, DateTimeOffset At, string Actor, string Action, string Target, decimal? Scale, string Reason, long? Restores, CanaryReport? Canary,
    string? Override, IReadOnlyList<GateFailure> FailedGates)
{
    private static readonly string[] Actions = ["promote", "rollback", "canary_start", "canary_promote", "canary_abort"];

    /// <summary>Tells of one.</summary>
    public static AliasEntryReport Of(AliasEntry entry) => new(
        entry.Sequence, entry.At, entry.Actor, Actions[(int)entry.Action], entry.Target.Value, entry.Scale, entry.Reason, entry.Restores,
        CanaryReport.Of(entry.Canary), entry.Override, entry.FailedGates);
}

/// <summary>What became of a change.</summary>
/// <param name="Status">done, or unchanged when it was so already.</param>
/// <param name="Id">The artifact or release; null where an alias was moved.</param>
/// <param name="Entry">The alias's last line; null where none was moved.</param>
public sealed record ChangeReport(string Status, string? Id, AliasEntryReport? Entry)
{
    /// <summary>Tells of one.</summary>
    public static ChangeReport Of(CatalogResult result) => new(
        result.Status == CatalogStatus.Done ? "done" : "unchanged", result.Id?.Value, result.Entry is null ? null : AliasEntryReport.Of(result.Entry));
}

/// <summary>What <c>models verify --json</c> prints for a file.</summary>
public sealed record VerifyReport(string Hash, string Kind, string Name, long Bytes, string? Problem)
{
    /// <summary>Tells of one.</summary>
    public static VerifyReport Of(VerifiedArtifact verified) => new(
        verified.Artifact.Hash.Value, ArtifactKindText.Format(verified.Artifact.Kind), verified.Artifact.Name, verified.Artifact.Bytes, verified.Problem);
}
