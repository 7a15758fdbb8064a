using System.Buffers.Binary;
using System.Security.Cryptography;

namespace FinCluster.Audit.Format;

/// <summary>A whole record in memory. Nothing of it was checked but its length.</summary>
/// <param name="bytes">All behind the length.</param>
internal readonly ref struct RecordView(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>Gets what the hash is over.</summary>
    public ReadOnlySpan<byte> Hashed => _bytes[..^RecordLayout.HashBytes];

    public ReadOnlySpan<byte> Previous => _bytes[..RecordLayout.HashBytes];

    public long Sequence => BinaryPrimitives.ReadInt64LittleEndian(_bytes[RecordLayout.SequenceOffset..]);

    /// <summary>Gets when it was written, in microseconds since 1970; it never falls within a writer.</summary>
    public long Time => BinaryPrimitives.ReadInt64LittleEndian(_bytes[RecordLayout.TimeOffset..]);

    public RecordKind Kind => (RecordKind)_bytes[RecordLayout.KindOffset];

    public ReadOnlySpan<byte> Content => _bytes[RecordLayout.ContentOffset..^RecordLayout.HashBytes];

    public ReadOnlySpan<byte> Hash => _bytes[^RecordLayout.HashBytes..];

    /// <summary>Says whether the hash is that of the bytes.</summary>
    public bool IsIntact()
    {
        Span<byte> hash = stackalloc byte[RecordLayout.HashBytes];
        SHA256.HashData(Hashed, hash);
        return hash.SequenceEqual(Hash);
    }
}
