using FinCluster.Contracts.Admin.V1;
using FinCluster.Grpc.Methods;
using Google.Protobuf;

namespace FinCluster.Wire;

/// <summary>The methods of fincluster.admin.v1.Models, for those who call them.</summary>
public static class ModelMethods
{
    /// <summary>Gets Models.ReadCatalog.</summary>
    public static GrpcMethod<ReadCatalogRequest, CatalogPage> ReadCatalog { get; } =
        Method<ReadCatalogRequest, CatalogPage>("ReadCatalog", GrpcMethodKind.ServerStreaming);

    /// <summary>Gets Models.DiffReleases.</summary>
    public static GrpcMethod<DiffReleasesRequest, DiffReleasesResponse> DiffReleases { get; } = Method<DiffReleasesRequest, DiffReleasesResponse>("DiffReleases");

    /// <summary>Gets Models.GetUpload.</summary>
    public static GrpcMethod<GetUploadRequest, Upload> GetUpload { get; } = Method<GetUploadRequest, Upload>("GetUpload");

    /// <summary>Gets Models.PushArtifact.</summary>
    public static GrpcMethod<PushArtifactRequest, ChangeResponse> PushArtifact { get; } =
        Method<PushArtifactRequest, ChangeResponse>("PushArtifact", GrpcMethodKind.ClientStreaming);

    /// <summary>Gets Models.PushRelease.</summary>
    public static GrpcMethod<PushReleaseRequest, ChangeResponse> PushRelease { get; } = Method<PushReleaseRequest, ChangeResponse>("PushRelease");

    /// <summary>Gets Models.Promote.</summary>
    public static GrpcMethod<PromoteRequest, ChangeResponse> Promote { get; } = Method<PromoteRequest, ChangeResponse>("Promote");

    /// <summary>Gets Models.RollBack.</summary>
    public static GrpcMethod<RollBackRequest, ChangeResponse> RollBack { get; } = Method<RollBackRequest, ChangeResponse>("RollBack");

    /// <summary>Gets Models.StartCanary.</summary>
    public static GrpcMethod<StartCanaryRequest, ChangeResponse> StartCanary { get; } = Method<StartCanaryRequest, ChangeResponse>("StartCanary");

    /// <summary>Gets Models.EndCanary.</summary>
    public static GrpcMethod<EndCanaryRequest, ChangeResponse> EndCanary { get; } = Method<EndCanaryRequest, ChangeResponse>("EndCanary");

    /// <summary>Gets Models.VerifyArtifacts.</summary>
    public static GrpcMethod<VerifyArtifactsRequest, VerifyArtifactsResponse> VerifyArtifacts { get; } =
        Method<VerifyArtifactsRequest, VerifyArtifactsResponse>("VerifyArtifacts");

    private static GrpcMethod<TRequest, TResponse> Method<TRequest, TResponse>(string name, GrpcMethodKind kind = GrpcMethodKind.Unary)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse> => new(ModelsReflection.Descriptor.Services[0], name, kind);
}
