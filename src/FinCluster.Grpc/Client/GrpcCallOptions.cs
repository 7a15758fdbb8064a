namespace FinCluster.Grpc.Client;

/// <summary>Settings of one call.</summary>
public sealed record GrpcCallOptions
{
    /// <summary>Gets the settings of a plain call: no deadline, no metadata.</summary>
    public static GrpcCallOptions Default { get; } = new();

    /// <summary>Gets how long the call may take in all. The server is told, and the call is DEADLINE_EXCEEDED after it.</summary>
    /// <value>Default null: for ever. At zero or below the call fails at once.</value>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Gets the metadata to send.</summary>
    public GrpcMetadata Headers { get; init; } = GrpcMetadata.Empty;

    /// <summary>Gets a value indicating whether requests are compressed.</summary>
    public bool Gzip { get; init; }

    /// <summary>Gets where the metadata of the response goes; null when nobody asks for it.</summary>
    public GrpcResponseMetadata? Response { get; init; }
}
