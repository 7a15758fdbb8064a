using FinCluster.Contracts.V1;
using FinCluster.Grpc.Methods;

namespace FinCluster.Wire;

/// <summary>The methods of fincluster.v1, for those who call them.</summary>
public static class PublicMethods
{
    /// <summary>Gets Assistant.Chat.</summary>
    public static GrpcMethod<ChatRequest, ChatEvent> Chat { get; } =
        new(AssistantReflection.Descriptor.Services[0], "Chat", GrpcMethodKind.ServerStreaming);

    /// <summary>Gets Sessions.CreateSession.</summary>
    public static GrpcMethod<CreateSessionRequest, Session> CreateSession { get; } = Sessions<CreateSessionRequest, Session>("CreateSession");

    /// <summary>Gets Sessions.GetSession.</summary>
    public static GrpcMethod<GetSessionRequest, Session> GetSession { get; } = Sessions<GetSessionRequest, Session>("GetSession");

    /// <summary>Gets Sessions.ListSessions.</summary>
    public static GrpcMethod<ListSessionsRequest, ListSessionsResponse> ListSessions { get; } =
        Sessions<ListSessionsRequest, ListSessionsResponse>("ListSessions");

    /// <summary>Gets Sessions.DeleteSession.</summary>
    public static GrpcMethod<DeleteSessionRequest, DeleteSessionResponse> DeleteSession { get; } =
        Sessions<DeleteSessionRequest, DeleteSessionResponse>("DeleteSession");

    /// <summary>Gets Embeddings.Embed.</summary>
    public static GrpcMethod<EmbedRequest, EmbedResponse> Embed { get; } =
        new(EmbeddingsReflection.Descriptor.Services[0], "Embed", GrpcMethodKind.Unary);

    /// <summary>Gets Classifier.Classify.</summary>
    public static GrpcMethod<ClassifyRequest, ClassifyResponse> Classify { get; } =
        new(ClassifierReflection.Descriptor.Services[0], "Classify", GrpcMethodKind.Unary);

    /// <summary>Gets Cluster.ListModels.</summary>
    public static GrpcMethod<ListModelsRequest, ListModelsResponse> ListModels { get; } =
        new(ClusterReflection.Descriptor.Services[0], "ListModels", GrpcMethodKind.Unary);

    /// <summary>Gets Cluster.GetStatus.</summary>
    public static GrpcMethod<GetStatusRequest, GetStatusResponse> GetStatus { get; } =
        new(ClusterReflection.Descriptor.Services[0], "GetStatus", GrpcMethodKind.Unary);

    /// <summary>Gets Cluster.DrainNode.</summary>
    public static GrpcMethod<DrainNodeRequest, DrainNodeResponse> DrainNode { get; } =
        new(ClusterReflection.Descriptor.Services[0], "DrainNode", GrpcMethodKind.Unary);

    private static GrpcMethod<TRequest, TResponse> Sessions<TRequest, TResponse>(string name)
        where TRequest : class, Google.Protobuf.IMessage<TRequest>
        where TResponse : class, Google.Protobuf.IMessage<TResponse> =>
        new(SessionsReflection.Descriptor.Services[0], name, GrpcMethodKind.Unary);
}
