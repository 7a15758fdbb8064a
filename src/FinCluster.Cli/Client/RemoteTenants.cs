using FinCluster.Contracts.Admin.V1;
using FinCluster.Core.Tenants.Administration;
using FinCluster.Wire;
using TenantLimits = FinCluster.Core.Tenants.TenantLimits;

namespace FinCluster.Cli.Client;

/// <summary>Administers tenants through a gateway; errors are <see cref="Grpc.GrpcException"/>s. Thread-safe.</summary>
internal sealed class RemoteTenants(ServerConnection gateway) : ITenantAdministration
{
    /// <inheritdoc/>
    public async Task<TenantDetails> CreateAsync(string? id, TenantLimits limits, CancellationToken cancellationToken) =>
        AdminWire.ToCore(await gateway.CallAsync(
            AdminMethods.CreateTenant, new CreateTenantRequest { Id = id ?? "", Limits = AdminWire.ToProto(limits) }, cancellationToken));

    /// <inheritdoc/>
    public async Task<TenantDetails> GetAsync(string? id, CancellationToken cancellationToken) =>
        AdminWire.ToCore(await gateway.CallAsync(AdminMethods.GetTenant, new GetTenantRequest { Id = id ?? "" }, cancellationToken));

    /// <inheritdoc/>
    public async Task<TenantPage> ListAsync(int pageSize, string? pageToken, CancellationToken cancellationToken)
    {
        ListTenantsResponse page = await gateway.CallAsync(
            AdminMethods.ListTenants, new ListTenantsRequest { PageSize = pageSize, PageToken = pageToken ?? "" }, cancellationToken);
        return new TenantPage([.. page.Tenants.Select(AdminWire.ToCore)], page.NextPageToken.Length == 0 ? null : page.NextPageToken);
    }

    /// <inheritdoc/>
    public async Task<TenantDetails> SetLimitsAsync(string? id, TenantLimits limits, CancellationToken cancellationToken) =>
        AdminWire.ToCore(await gateway.CallAsync(
            AdminMethods.SetTenantLimits,
            new SetTenantLimitsRequest { Id = id ?? "", Limits = AdminWire.ToProto(limits) },
            cancellationToken));

    /// <inheritdoc/>
    public async Task<NewApiKey> CreateKeyAsync(string? id, CancellationToken cancellationToken)
    {
        CreateApiKeyResponse key = await gateway.CallAsync(
            AdminMethods.CreateApiKey, new CreateApiKeyRequest { Id = id ?? "" }, cancellationToken);
        return new NewApiKey(key.Key, AdminWire.ToCore(key.Info));
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ApiKeyInfo>> ListKeysAsync(string? id, CancellationToken cancellationToken)
    {
        ListApiKeysResponse keys = await gateway.CallAsync(
            AdminMethods.ListApiKeys, new ListApiKeysRequest { Id = id ?? "" }, cancellationToken);
        return [.. keys.Keys.Select(AdminWire.ToCore)];
    }

    /// <inheritdoc/>
    public Task RevokeKeyAsync(string? id, string keyId, CancellationToken cancellationToken) => gateway.CallAsync(
        AdminMethods.RevokeApiKey, new RevokeApiKeyRequest { Id = id ?? "", KeyId = keyId }, cancellationToken);
}
