using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using FinCluster.Cli.Commands.Market;
using FinCluster.Cli.Commands.Quality;
using FinCluster.Training.Adapters;
using FinCluster.Training.Runs;

namespace FinCluster.Cli.Commands;

/// <summary>What <c>ask --json</c> prints.</summary>
internal sealed record AnswerReport(
    string Text, string FinishReason, string Model, ulong Seed, int PromptTokens, int CachedTokens, int CompletionTokens,
    string? Session, long? SessionVersion, IReadOnlyList<PassageReport> Knowledge);

/// <summary>What <c>ask --json</c> prints for a passage that the model was given.</summary>
internal sealed record PassageReport(string Id, string Title, string? Source, string? AsOf);

/// <summary>What <c>models --json</c> prints for a model.</summary>
internal sealed record ModelReport(
    string Name, string Description, long Parameters, int ContextLength, int EmbeddingLength, int ParallelSequences, string ContentHash);

/// <summary>What <c>sessions list --json</c> and <c>sessions show --json</c> print for a session.</summary>
internal sealed record SessionReport(
    string Id, long Version, string? Model, int MessageCount, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<MessageReport>? Messages { get; init; }
}

internal sealed record MessageReport(string Role, string Content);

/// <summary>What <c>status --json</c> prints.</summary>
internal sealed record StatusReport(
    string Version, double UptimeSeconds, int ActiveRequests, long Failovers, IReadOnlyList<NodeReport> Nodes);

internal sealed record NodeReport(string Id, string Address, string Tier, string State, bool Reachable, IReadOnlyList<ReplicaReport> Replicas);

internal sealed record ReplicaReport(
    string Model, int Running, int Queued, long KvCellsPinned, long KvCellsUsed, long KvCellsTotal, long PrefilledTokens, long CachedTokens,
    long GeneratedTokens, double DecodeSeconds, double BusySeconds, long LoopAllocatedBytes);

/// <summary>What <c>tenants list --json</c> prints for a tenant. A limit that is null does not exist.</summary>
internal sealed record TenantReport(
    string Id, DateTimeOffset CreatedAt, decimal? RequestsPerSecond, long? TokensPerMinute, int? ConcurrentStreams, long? MonthlyTokens,
    string DefaultClass, string HighestClass, int Weight, long TokensThisMonth, IReadOnlyList<ApiKeyReport> Keys);

internal sealed record ApiKeyReport(string Id, DateTimeOffset CreatedAt, DateTimeOffset? RevokedAt);

/// <summary>What <c>tenants add --json</c> prints: the only time that the key is shown.</summary>
internal sealed record NewKeyReport(string Tenant, string KeyId, string Key);

/// <summary>What <c>edge explain --json</c> prints.</summary>
internal sealed record EdgeDecisionReport(string Tier, double Probability, double Threshold, string Line, IReadOnlyList<EdgeReasonReport> Reasons);

internal sealed record EdgeReasonReport(string Signal, double Value, double Pull);

/// <summary>Writes reports: indented, snake case, Chinese as it is.</summary>
[JsonSerializable(typeof(AnswerReport))]
[JsonSerializable(typeof(ModelReport[]))]
[JsonSerializable(typeof(SessionReport[]))]
[JsonSerializable(typeof(SessionReport))]
[JsonSerializable(typeof(StatusReport))]
[JsonSerializable(typeof(IReadOnlyList<NodeReport>))]
[JsonSerializable(typeof(TenantReport[]))]
[JsonSerializable(typeof(NewKeyReport))]
[JsonSerializable(typeof(TrainingResult))]
[JsonSerializable(typeof(AdapterResult))]
[JsonSerializable(typeof(EdgeDecisionReport))]
[JsonSerializable(typeof(MarketReport))]
[JsonSerializable(typeof(KpiReport))]
internal sealed partial class CliJson : JsonSerializerContext
{
    /// <summary>Gets the context to write with.</summary>
    public static CliJson Wire { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    });
}
