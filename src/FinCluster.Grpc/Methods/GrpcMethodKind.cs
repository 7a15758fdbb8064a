namespace FinCluster.Grpc.Methods;

/// <summary>Says which sides of a call send a sequence of messages rather than one.</summary>
public enum GrpcMethodKind
{
    /// <summary>One request, one response.</summary>
    Unary,

    /// <summary>One request, a sequence of responses.</summary>
    ServerStreaming,

    /// <summary>A sequence of requests, one response.</summary>
    ClientStreaming,

    /// <summary>Two sequences, independent of each other.</summary>
    Duplex,
}
