using System.Globalization;
using System.Security.Cryptography;
using FinCluster.Cluster.Redis.Connection;
using FinCluster.Core.Tenants;

namespace FinCluster.Cluster.Redis.Tenants;

/// <summary>Keeps tenants and the hashes of their keys in Redis.</summary>
/// <remarks>
/// All of it is in one slot, because a change and the version are one step; it is small, and no request waits for it. Crash: what Redis loses is
/// lost; with appendfsync always that is nothing. All members may be called from any thread.
/// </remarks>
internal sealed class RedisTenantDirectory : ITenantDirectory
{
    private const string ReceiptMilliseconds = "120000";

    private readonly RedisClient _client;
    private readonly string _prefix;
    private readonly string _tenants;
    private readonly string _state;
    private readonly string _keys;

    public RedisTenantDirectory(RedisClient client, string clusterName)
    {
        _client = client;
        _prefix = new RedisKeyspace(clusterName).Of("directory");
        (_tenants, _state, _keys) = (_prefix + "tenants", _prefix + "state", _prefix + "keys");
    }

    /// <inheritdoc/>
    public async Task<DirectoryState> GetStateAsync(CancellationToken cancellationToken)
    {
        RedisReply reply = await _client.EvaluateAsync(DirectoryScripts.State, [_tenants, _state], [], cancellationToken);
        return new DirectoryState(reply.Number(1), reply.Number(2) > 0);
    }

    /// <inheritdoc/>
    public async Task<bool> CreateAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        tenant.Limits.ThrowIfInvalid();
        RedisReply reply = await _client.EvaluateAsync(
            DirectoryScripts.Create,
            [_tenants, _state, NewReceipt()],
            [tenant.Id.Value, TenantText.Format(tenant), ReceiptMilliseconds],
            cancellationToken);
        return reply.Status == "created";
    }

    /// <inheritdoc/>
    public async Task<Tenant?> FindAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(tenant.Value);
        RedisReply reply = await _client.EvaluateAsync(DirectoryScripts.Read, [_tenants], [tenant.Value], cancellationToken);
        return reply.TextOrNull(1) is { } text ? TenantText.ParseTenant(tenant.Value, text) : null;
    }

    /// <inheritdoc/>
    public async Task<Tenant?> FindByKeyAsync(ApiKeyHash key, CancellationToken cancellationToken)
    {
        RedisReply reply = await _client.EvaluateAsync(DirectoryScripts.FindKey, [_tenants, _keys], [key.Value], cancellationToken);
        return reply.Status == "found" ? TenantText.ParseTenant(reply.Text(1), reply.Text(2)) : null;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Tenant>> ListAsync(CancellationToken cancellationToken)
    {
        RedisReply reply = await _client.EvaluateAsync(DirectoryScripts.Read, [_tenants], [""], cancellationToken);
        var tenants = new Tenant[(reply.Count - 1) / 2];
        for (int i = 0; i < tenants.Length; i++)
        {
            tenants[i] = TenantText.ParseTenant(reply.Text(1 + (2 * i)), reply.Text(2 + (2 * i)));
        }

        Array.Sort(tenants, (a, b) => string.CompareOrdinal(a.Id.Value, b.Id.Value));
        return tenants;
    }

    /// <inheritdoc/>
    public async Task<bool> SetLimitsAsync(TenantId tenant, TenantLimits limits, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(limits);
        limits.ThrowIfInvalid();
        RedisReply reply = await _client.EvaluateAsync(
            DirectoryScripts.Limit, [_tenants, _state], [tenant.Value, TenantText.Format(limits)], cancellationToken);
        return reply.Status == "limited";
    }

    /// <inheritdoc/>
    public async Task<AddKeyStatus> AddKeyAsync(TenantId tenant, ApiKeyRecord key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        string most = ITenantDirectory.MaxKeysPerTenant.ToString(CultureInfo.InvariantCulture);
        RedisReply reply = await _client.EvaluateAsync(
            DirectoryScripts.AddKey,
            [_tenants, _state, _keys, KeysOf(tenant)],
            [tenant.Value, key.Hash.Value, key.Id, TenantText.Format(key.CreatedAt), most],
            cancellationToken);
        return reply.Status switch
        {
            "added" => AddKeyStatus.Added,
            "too-many" => AddKeyStatus.TooMany,
            _ => AddKeyStatus.NotFound,
        };
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ApiKeyRecord>> ListKeysAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        RedisReply reply = await _client.EvaluateAsync(DirectoryScripts.ListKeys, [_keys, KeysOf(tenant)], [], cancellationToken);
        return [.. Enumerable.Range(0, (reply.Count - 1) / 2)
            .Select(i => TenantText.ParseKey(reply.Text(1 + (2 * i)), reply.Text(2 + (2 * i))))
            .OrderBy(key => key.CreatedAt)];
    }

    /// <inheritdoc/>
    public async Task<bool> RevokeKeyAsync(TenantId tenant, string keyId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(keyId);
        RedisReply reply = await _client.EvaluateAsync(
            DirectoryScripts.RevokeKey,
            [_state, _keys, KeysOf(tenant), NewReceipt()],
            [keyId, TenantText.Format(now), ReceiptMilliseconds],
            cancellationToken);
        return reply.Status == "revoked";
    }

    private string KeysOf(TenantId tenant) => $"{_prefix}keys-of:{tenant.Value}";

    private string NewReceipt() => $"{_prefix}receipt:{RandomNumberGenerator.GetHexString(32, lowercase: true)}";
}
