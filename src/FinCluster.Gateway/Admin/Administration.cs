using FinCluster.Contracts.V1;
using FinCluster.Core.Tenants;
using FinCluster.Core.Tenants.Administration;
using FinCluster.Gateway.Dispatch;

namespace FinCluster.Gateway.Admin;

/// <summary>What administrators do with tenants and nodes, behind both protocols. Thread-safe.</summary>
internal sealed class Administration(TenantAdministration tenants, FleetStatus fleet, AdminRecord record)
{
    public Task<TenantDetails> CreateTenantAsync(AdminCaller caller, string? id, TenantLimits limits, CancellationToken cancellationToken) =>
        record.RunAsync(caller, "create_tenant", id, () => tenants.CreateAsync(id, limits, cancellationToken));

    public Task<TenantDetails> GetTenantAsync(AdminCaller caller, string? id, CancellationToken cancellationToken) =>
        record.RunAsync(caller, "get_tenant", id, () => tenants.GetAsync(id, cancellationToken));

    public Task<TenantPage> ListTenantsAsync(AdminCaller caller, int pageSize, string? pageToken, CancellationToken cancellationToken) =>
        record.RunAsync(caller, "list_tenants", null, () => tenants.ListAsync(pageSize, pageToken, cancellationToken));

    public Task<TenantDetails> SetLimitsAsync(AdminCaller caller, string? id, TenantLimits limits, CancellationToken cancellationToken) =>
        record.RunAsync(caller, "set_tenant_limits", id, () => tenants.SetLimitsAsync(id, limits, cancellationToken));

    public Task<NewApiKey> CreateKeyAsync(AdminCaller caller, string? id, CancellationToken cancellationToken) =>
        record.RunAsync(caller, "create_api_key", id, () => tenants.CreateKeyAsync(id, cancellationToken));

    public Task<IReadOnlyList<ApiKeyInfo>> ListKeysAsync(AdminCaller caller, string? id, CancellationToken cancellationToken) =>
        record.RunAsync(caller, "list_api_keys", id, () => tenants.ListKeysAsync(id, cancellationToken));

    public Task RevokeKeyAsync(AdminCaller caller, string? id, string keyId, CancellationToken cancellationToken) =>
        record.RunAsync(caller, "revoke_api_key", $"{id}/{keyId}", async () =>
        {
            await tenants.RevokeKeyAsync(id, keyId, cancellationToken);
            return true;
        });

    public Task<IReadOnlyList<NodeStatus>> ListNodesAsync(AdminCaller caller, CancellationToken cancellationToken) =>
        record.RunAsync(caller, "list_nodes", null, () => fleet.AskAsync(cancellationToken));

    public Task DrainNodeAsync(AdminCaller caller, string id, CancellationToken cancellationToken) =>
        record.RunAsync(caller, "drain_node", id, async () =>
        {
            await fleet.DrainAsync(id, cancellationToken);
            return true;
        });
}
