using FinCluster.Contracts.Admin.V1;
using FinCluster.Contracts.V1;
using FinCluster.Grpc.Methods;
using Google.Protobuf;

namespace FinCluster.Wire;

/// <summary>The methods of fincluster.admin.v1.Admin, for those who call them.</summary>
public static class AdminMethods
{
    /// <summary>Gets Admin.CreateTenant.</summary>
    public static GrpcMethod<CreateTenantRequest, Tenant> CreateTenant { get; } = Unary<CreateTenantRequest, Tenant>("CreateTenant");

    /// <summary>Gets Admin.GetTenant.</summary>
    public static GrpcMethod<GetTenantRequest, Tenant> GetTenant { get; } = Unary<GetTenantRequest, Tenant>("GetTenant");

    /// <summary>Gets Admin.ListTenants.</summary>
    public static GrpcMethod<ListTenantsRequest, ListTenantsResponse> ListTenants { get; } =
        Unary<ListTenantsRequest, ListTenantsResponse>("ListTenants");

    /// <summary>Gets Admin.SetTenantLimits.</summary>
    public static GrpcMethod<SetTenantLimitsRequest, Tenant> SetTenantLimits { get; } = Unary<SetTenantLimitsRequest, Tenant>("SetTenantLimits");

    /// <summary>Gets Admin.CreateApiKey.</summary>
    public static GrpcMethod<CreateApiKeyRequest, CreateApiKeyResponse> CreateApiKey { get; } =
        Unary<CreateApiKeyRequest, CreateApiKeyResponse>("CreateApiKey");

    /// <summary>Gets Admin.ListApiKeys.</summary>
    public static GrpcMethod<ListApiKeysRequest, ListApiKeysResponse> ListApiKeys { get; } =
        Unary<ListApiKeysRequest, ListApiKeysResponse>("ListApiKeys");

    /// <summary>Gets Admin.RevokeApiKey.</summary>
    public static GrpcMethod<RevokeApiKeyRequest, RevokeApiKeyResponse> RevokeApiKey { get; } =
        Unary<RevokeApiKeyRequest, RevokeApiKeyResponse>("RevokeApiKey");

    /// <summary>Gets Admin.ListNodes.</summary>
    public static GrpcMethod<ListNodesRequest, ListNodesResponse> ListNodes { get; } = Unary<ListNodesRequest, ListNodesResponse>("ListNodes");

    /// <summary>Gets Admin.DrainNode.</summary>
    public static GrpcMethod<DrainNodeRequest, DrainNodeResponse> DrainNode { get; } = Unary<DrainNodeRequest, DrainNodeResponse>("DrainNode");

    private static GrpcMethod<TRequest, TResponse> Unary<TRequest, TResponse>(string name)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse> => new(AdminReflection.Descriptor.Services[0], name, GrpcMethodKind.Unary);
}
