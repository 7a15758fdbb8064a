using System.Text.Json.Serialization;
using FinCluster.Contracts.V1;
using FinCluster.Core.Tenants;
using FinCluster.Core.Tenants.Administration;

namespace FinCluster.Gateway.Admin;

/// <summary>A tenant, as JSON. Moments are Unix seconds.</summary>
internal sealed record TenantObject(
    string Id, string Object, long Created, LimitsObject Limits, TenantSpend Usage, IReadOnlyList<ApiKeyObject> Keys)
{
    public static TenantObject Of(TenantDetails tenant) => new(
        tenant.Tenant.Id.Value, "tenant", tenant.Tenant.CreatedAt.ToUnixTimeSeconds(), LimitsObject.Of(tenant.Tenant.Limits),
        new TenantSpend(tenant.Month, tenant.MonthTokens), [.. tenant.Keys.Select(ApiKeyObject.Of)]);
}

/// <summary>The limits of a tenant; one that is null does not exist.</summary>
internal sealed record LimitsObject(
    decimal? RequestsPerSecond, long? TokensPerMinute, int? ConcurrentStreams, long? MonthlyTokens, string DefaultClass, string HighestClass,
    int Weight)
{
    public static LimitsObject Of(TenantLimits limits) => new(
        limits.RequestsPerSecond, limits.TokensPerMinute, limits.ConcurrentStreams, limits.MonthlyTokens,
        SloClassText.Format(limits.DefaultClass), SloClassText.Format(limits.HighestClass), limits.Weight);
}

/// <summary>What a tenant has used.</summary>
/// <param name="Month">The month, in UTC, as year times 100 plus month.</param>
/// <param name="Tokens">Input and output tokens.</param>
internal sealed record TenantSpend(int Month, long Tokens);

/// <summary>What is told of a key; the key itself only where it was just made.</summary>
internal sealed record ApiKeyObject(string Id, string Object, long Created, long? Revoked)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Key { get; init; }

    public static ApiKeyObject Of(ApiKeyInfo key) =>
        new(key.Id, "api_key", key.CreatedAt.ToUnixTimeSeconds(), key.RevokedAt?.ToUnixTimeSeconds());
}

internal sealed record TenantList(string Object, IReadOnlyList<TenantObject> Data, string? NextPageToken);

internal sealed record ApiKeyList(string Object, IReadOnlyList<ApiKeyObject> Data);

internal sealed record RevokedApiKey(string Id, string Object, bool Revoked);

/// <summary>A node, as JSON.</summary>
internal sealed record NodeObject(
    string Id, string Object, string Address, string Tier, string State, bool Reachable, IReadOnlyList<string> Models, int Running, int Queued)
{
    public static NodeObject Of(NodeStatus node) => new(
        node.Id, "node", node.Address, node.Tier, node.State, node.Reachable, [.. node.Replicas.Select(replica => replica.Model.Name)],
        node.Replicas.Sum(replica => replica.Statistics?.RunningRequests ?? 0), node.Replicas.Sum(replica => replica.Statistics?.QueuedRequests ?? 0));
}

internal sealed record NodeList(string Object, IReadOnlyList<NodeObject> Data);

internal sealed record DrainingNode(string Id, string Object, bool Draining);
