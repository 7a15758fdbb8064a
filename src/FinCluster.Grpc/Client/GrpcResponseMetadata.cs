namespace FinCluster.Grpc.Client;

/// <summary>Receives the metadata of one call's response.</summary>
public sealed class GrpcResponseMetadata
{
    /// <summary>Gets what came before the first message; empty until then.</summary>
    public GrpcMetadata Headers { get; internal set; } = GrpcMetadata.Empty;

    /// <summary>Gets what came with the status, whatever it is; empty until then.</summary>
    public GrpcMetadata Trailers { get; internal set; } = GrpcMetadata.Empty;
}
