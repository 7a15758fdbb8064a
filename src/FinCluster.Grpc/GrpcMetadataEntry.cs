namespace FinCluster.Grpc;

/// <summary>One pair of <see cref="GrpcMetadata"/>. Exactly one of <paramref name="Text"/> and <paramref name="Bytes"/> is set.</summary>
/// <param name="Key">Name in lower case.</param>
/// <param name="Text">Value of a text key.</param>
/// <param name="Bytes">Value of a key that ends with <c>-bin</c>.</param>
public readonly record struct GrpcMetadataEntry(string Key, string? Text, byte[]? Bytes)
{
    internal bool Is(string key) => string.Equals(Key, key, StringComparison.OrdinalIgnoreCase);
}
