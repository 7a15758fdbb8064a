using System.Security.Cryptography;

namespace FinCluster.Audit.Format;

/// <summary>A place in a writer's chain.</summary>
/// <param name="Sequence">The number of the last record, 0 before the first.</param>
/// <param name="Hash">Its hash.</param>
internal readonly record struct ChainPlace(long Sequence, byte[] Hash)
{
    /// <summary>The place before a writer's first record. It depends on the writer's name, so that no record fits two writers.</summary>
    public static ChainPlace Start(string writer) => new(0, SHA256.HashData([.. "FCAUDIT1"u8, .. ByteBuffer.Utf8.GetBytes(writer)]));

    public bool Is(in ChainPlace other) => Sequence == other.Sequence && Hash.AsSpan().SequenceEqual(other.Hash);
}
