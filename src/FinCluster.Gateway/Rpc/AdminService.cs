using FinCluster.Contracts.Admin.V1;
using FinCluster.Contracts.V1;
using FinCluster.Core.Tenants.Administration;
using FinCluster.Gateway.Admin;
using FinCluster.Grpc.Server;
using FinCluster.Wire;
using Microsoft.AspNetCore.Routing;

namespace FinCluster.Gateway.Rpc;

/// <summary>Serves fincluster.admin.v1.Admin.</summary>
internal sealed class AdminService(Administration administration, AdminAccess access)
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapGrpc(AdminReflection.Descriptor.Services[0], service => service
        .Unary<CreateTenantRequest, Tenant>("CreateTenant", CreateTenantAsync)
        .Unary<GetTenantRequest, Tenant>("GetTenant", GetTenantAsync)
        .Unary<ListTenantsRequest, ListTenantsResponse>("ListTenants", ListTenantsAsync)
        .Unary<SetTenantLimitsRequest, Tenant>("SetTenantLimits", SetTenantLimitsAsync)
        .Unary<CreateApiKeyRequest, CreateApiKeyResponse>("CreateApiKey", CreateApiKeyAsync)
        .Unary<ListApiKeysRequest, ListApiKeysResponse>("ListApiKeys", ListApiKeysAsync)
        .Unary<RevokeApiKeyRequest, RevokeApiKeyResponse>("RevokeApiKey", RevokeApiKeyAsync)
        .Unary<ListNodesRequest, ListNodesResponse>("ListNodes", (_, call) => ListNodesAsync(call))
        .Unary<DrainNodeRequest, DrainNodeResponse>("DrainNode", DrainNodeAsync));

    /// <summary>Lets a node finish what it has and end; fincluster.v1.Cluster has the same method.</summary>
    public async Task<DrainNodeResponse> DrainNodeAsync(DrainNodeRequest request, GrpcCall call)
    {
        await administration.DrainNodeAsync(await access.DemandAsync(call.HttpContext), request.Id, call.CancellationToken);
        return new DrainNodeResponse();
    }

    private async Task<Tenant> CreateTenantAsync(CreateTenantRequest request, GrpcCall call)
    {
        AdminCaller caller = await access.DemandAsync(call.HttpContext);
        return AdminWire.ToProto(await administration.CreateTenantAsync(
            caller, request.Id, AdminWire.ToCore(request.Limits ?? new TenantLimits()), call.CancellationToken));
    }

    private async Task<Tenant> GetTenantAsync(GetTenantRequest request, GrpcCall call) => AdminWire.ToProto(
        await administration.GetTenantAsync(await access.DemandAsync(call.HttpContext), request.Id, call.CancellationToken));

    private async Task<ListTenantsResponse> ListTenantsAsync(ListTenantsRequest request, GrpcCall call)
    {
        TenantPage page = await administration.ListTenantsAsync(
            await access.DemandAsync(call.HttpContext),
            request.PageSize == 0 ? ITenantAdministration.DefaultPageSize : request.PageSize,
            request.PageToken,
            call.CancellationToken);
        return new ListTenantsResponse { Tenants = { page.Tenants.Select(AdminWire.ToProto) }, NextPageToken = page.Next ?? "" };
    }

    private async Task<Tenant> SetTenantLimitsAsync(SetTenantLimitsRequest request, GrpcCall call)
    {
        AdminCaller caller = await access.DemandAsync(call.HttpContext);
        return AdminWire.ToProto(await administration.SetLimitsAsync(
            caller, request.Id, AdminWire.ToCore(request.Limits), call.CancellationToken));
    }

    private async Task<CreateApiKeyResponse> CreateApiKeyAsync(CreateApiKeyRequest request, GrpcCall call)
    {
        NewApiKey key = await administration.CreateKeyAsync(
            await access.DemandAsync(call.HttpContext), request.Id, call.CancellationToken);
        return new CreateApiKeyResponse { Info = AdminWire.ToProto(key.Info), Key = key.Key };
    }

    private async Task<ListApiKeysResponse> ListApiKeysAsync(ListApiKeysRequest request, GrpcCall call) => new()
    {
        Keys =
        {
            (await administration.ListKeysAsync(await access.DemandAsync(call.HttpContext), request.Id, call.CancellationToken))
                .Select(AdminWire.ToProto),
        },
    };

    private async Task<RevokeApiKeyResponse> RevokeApiKeyAsync(RevokeApiKeyRequest request, GrpcCall call)
    {
        await administration.RevokeKeyAsync(
            await access.DemandAsync(call.HttpContext), request.Id, request.KeyId, call.CancellationToken);
        return new RevokeApiKeyResponse();
    }

    private async Task<ListNodesResponse> ListNodesAsync(GrpcCall call) => new()
    {
        Nodes = { await administration.ListNodesAsync(await access.DemandAsync(call.HttpContext), call.CancellationToken) },
    };
}
