using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using FinCluster.Core.Catalog.Aliases;
using FinCluster.Core.Catalog.Canaries;
using FinCluster.Core.Catalog.Releases;
using FinCluster.Core.Tenants;

namespace FinCluster.Core.Catalog;

/// <summary>A change as the catalog's log keeps it: JSON, in which exactly one of the fields that name a kind of change stands.</summary>
/// <remarks>
/// What is written stays for good, so a field is only ever added. A reader that does not know a field of a change does not know what it means and says so,
/// rather than go on with another catalog than the others.
/// </remarks>
public static partial class CatalogChangeText
{
    // Chinese as it is; the log is no HTML.
    private static readonly CatalogContext Log =
        new(new JsonSerializerOptions(CatalogContext.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>Writes a change.</summary>
    public static string Format(CatalogChange change) => JsonSerializer.Serialize(
        change switch
        {
            ArtifactPushed(var request, var artifact) => new ChangeFields(request, artifact.CreatedAt) { Artifact = ToFields(artifact) },
            ArtifactRemoved(var request, var at, var hash) => new ChangeFields(request, at) { Removed = hash.Value },
            ReleasePushed(var request, var at, var release) => new ChangeFields(request, at) { Release = ReleaseText.Format(release) },
            AliasMoved(var alias, var kind, var entry) => new ChangeFields(entry.Request, entry.At) { Alias = ToFields(alias, kind, entry) },
            _ => throw new ArgumentOutOfRangeException(nameof(change), change, null),
        },
        Log.ChangeFields);

    /// <summary>Reads a change.</summary>
    /// <exception cref="InvalidDataException">It is none that this build knows.</exception>
    public static CatalogChange Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            return JsonSerializer.Deserialize(text, Log.ChangeFields) switch
            {
                { Artifact: { } artifact, Removed: null, Release: null, Alias: null } change => new ArtifactPushed(change.Request, ToCore(artifact, change.At)),
                { Removed: { } hash, Artifact: null, Release: null, Alias: null } change => new ArtifactRemoved(change.Request, change.At, Hash(hash)),
                { Release: { } release, Artifact: null, Removed: null, Alias: null } change =>
                    new ReleasePushed(change.Request, change.At, ReleaseText.Parse(release)),
                { Alias: { } alias, Artifact: null, Removed: null, Release: null } change => ToCore(alias, change),
                _ => throw new InvalidDataException("a change of the catalog is of no kind that this build knows"),
            };
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            throw new InvalidDataException($"a change of the catalog cannot be read; a newer release may have written it: {e.Message}", e);
        }
    }

    private static ArtifactFields ToFields(Artifact artifact) => new(
        artifact.Hash.Value, ArtifactKindText.Format(artifact.Kind), artifact.Name, artifact.Bytes, artifact.Base?.Value, artifact.Rank);

    private static Artifact ToCore(ArtifactFields fields, DateTimeOffset at) =>
        new(Hash(fields.Hash), Kind(fields.Kind), fields.Name, fields.Bytes, at) { Base = HashOrNull(fields.Base), Rank = fields.Rank };

    private static AliasFields ToFields(string alias, AliasKind kind, AliasEntry entry) => new(
        alias, kind, entry.Sequence, entry.Actor, entry.Action, entry.Target.Value, entry.Scale, entry.Reason, entry.Override,
        entry.FailedGates.IsEmpty ? null : [.. entry.FailedGates], entry.Restores, entry.Canary is null ? null : ToFields(entry.Canary));

    private static AliasMoved ToCore(AliasFields fields, ChangeFields change) => new(
        fields.Name,
        fields.Kind,
        new AliasEntry(fields.Sequence, change.At, fields.Actor, fields.Action, Hash(fields.Target), fields.Reason)
        {
            Scale = fields.Scale,
            Override = fields.Override,
            FailedGates = [.. fields.FailedGates ?? []],
            Restores = fields.Restores,
            Canary = fields.Canary is null ? null : ToCore(fields.Canary),
            Request = change.Request,
        });

    private static CanaryFields ToFields(Canary canary) => new(
        canary.Release.Value, canary.Weight, canary.Tenants.IsEmpty ? null : [.. canary.Tenants.Select(tenant => tenant.Value)],
        canary.Limits.MaxErrorRate, canary.Limits.MaxTtftRatio, canary.Limits.MaxRefusalRate, canary.Limits.MinRequests, canary.Limits.EnoughRequests);

    private static Canary ToCore(CanaryFields fields) => new(Hash(fields.Release), fields.Weight)
    {
        Tenants = [.. (fields.Tenants ?? []).Select(tenant => new TenantId(tenant))],
        Limits = new CanaryLimits
        {
            MaxErrorRate = fields.MaxErrorRate,
            MaxTtftRatio = fields.MaxTtftRatio,
            MaxRefusalRate = fields.MaxRefusalRate,
            MinRequests = fields.MinRequests,
            EnoughRequests = fields.EnoughRequests,
        },
    };

    private static ArtifactKind Kind(string text) => ArtifactKindText.TryParse(text, out ArtifactKind kind)
        ? kind
        : throw new FormatException($"'{text}' is no kind of artifact");

    private static ArtifactHash? HashOrNull(string? text) => text is null ? null : Hash(text);

    private static ArtifactHash Hash(string text) => ArtifactHash.TryParse(text, out ArtifactHash hash) ? hash : throw new FormatException("a hash is none");

    private sealed record ChangeFields(string Request, DateTimeOffset At)
    {
        public ArtifactFields? Artifact { get; init; }

        public string? Removed { get; init; }

        /// <summary>Gets the canonical form of a release, as text: its bytes are what its id is made of.</summary>
        public string? Release { get; init; }

        public AliasFields? Alias { get; init; }
    }

    private sealed record ArtifactFields(string Hash, string Kind, string Name, long Bytes, string? Base = null, int? Rank = null);

    private sealed record AliasFields(
        string Name, AliasKind Kind, long Sequence, string Actor, AliasAction Action, string Target, decimal? Scale, string Reason, string? Override = null,
        GateFailure[]? FailedGates = null, long? Restores = null, CanaryFields? Canary = null);

    private sealed record CanaryFields(
        string Release, decimal Weight, string[]? Tenants, decimal? MaxErrorRate, decimal? MaxTtftRatio, decimal? MaxRefusalRate, int MinRequests,
        int EnoughRequests);

    [JsonSourceGenerationOptions(
        PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
        UseStringEnumConverter = true,
        RespectNullableAnnotations = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonSerializable(typeof(ChangeFields))]
    private sealed partial class CatalogContext : JsonSerializerContext;
}
