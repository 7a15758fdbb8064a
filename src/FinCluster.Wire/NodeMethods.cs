using FinCluster.Contracts.Node.V1;
using FinCluster.Grpc.Methods;
using Google.Protobuf.Reflection;

namespace FinCluster.Wire;

/// <summary>The methods of fincluster.node.v1.Node, for those who call them.</summary>
public static class NodeMethods
{
    private static readonly ServiceDescriptor Service = NodeReflection.Descriptor.Services[0];

    /// <summary>Gets the method that generates one answer.</summary>
    public static GrpcMethod<GenerateRequest, GenerateEvent> Generate { get; } = new(Service, "Generate", GrpcMethodKind.ServerStreaming);

    /// <summary>Gets the method that turns texts into vectors.</summary>
    public static GrpcMethod<EmbedRequest, EmbedResponse> Embed { get; } = new(Service, "Embed", GrpcMethodKind.Unary);

    /// <summary>Gets the method that lists the replicas.</summary>
    public static GrpcMethod<GetInfoRequest, GetInfoResponse> GetInfo { get; } = new(Service, "GetInfo", GrpcMethodKind.Unary);

    /// <summary>Gets the method that reports how the node is, again and again.</summary>
    public static GrpcMethod<WatchRequest, NodeReport> Watch { get; } = new(Service, "Watch", GrpcMethodKind.ServerStreaming);

    /// <summary>Gets the method that tells which replicas there are, again and again.</summary>
    public static GrpcMethod<WatchReplicasRequest, ReplicaList> WatchReplicas { get; } = new(Service, "WatchReplicas", GrpcMethodKind.ServerStreaming);

    /// <summary>Gets the method that loads a replica.</summary>
    public static GrpcMethod<LoadReplicaRequest, LoadReplicaResponse> LoadReplica { get; } = new(Service, "LoadReplica", GrpcMethodKind.Unary);

    /// <summary>Gets the method that takes a replica out.</summary>
    public static GrpcMethod<UnloadReplicaRequest, UnloadReplicaResponse> UnloadReplica { get; } = new(Service, "UnloadReplica", GrpcMethodKind.Unary);

    /// <summary>Gets the method that reads a file, of a node or a gateway.</summary>
    public static GrpcMethod<ReadArtifactRequest, ArtifactChunk> ReadArtifact { get; } =
        new(ArtifactsReflection.Descriptor.Services[0], "Read", GrpcMethodKind.ServerStreaming);

    /// <summary>Gets the method that ends the node gracefully.</summary>
    public static GrpcMethod<DrainRequest, DrainResponse> Drain { get; } = new(Service, "Drain", GrpcMethodKind.Unary);
}
