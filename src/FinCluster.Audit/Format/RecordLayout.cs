using System.Buffers.Binary;
using System.Security.Cryptography;

namespace FinCluster.Audit.Format;

/// <summary>
/// A record in a segment: its length (4 bytes, what follows them), the hash of the record before (32), its sequence (8), when it was written (8, microseconds
/// since 1970), its kind (1), its content, and its hash (32), which is SHA-256 over all between the length and itself.
/// </summary>
internal static class RecordLayout
{
    public const int LengthBytes = 4;
    public const int HashBytes = 32;
    public const int SequenceOffset = HashBytes;
    public const int TimeOffset = SequenceOffset + 8;
    public const int KindOffset = TimeOffset + 8;
    public const int ContentOffset = KindOffset + 1;

    /// <summary>The least a length may say.</summary>
    public const int MinLength = ContentOffset + HashBytes;

    /// <summary>The most a length may say.</summary>
    public const int MaxLength = MinLength + EventCodec.MaxBytes;

    /// <summary>Begins a record; its content is added next.</summary>
    /// <returns>What <see cref="End"/> needs.</returns>
    public static int Begin(ByteBuffer target, in ChainPlace before, long time, RecordKind kind)
    {
        int start = target.Length;
        target.Reserve(LengthBytes);
        target.Add(before.Hash);
        target.AddInt64(before.Sequence + 1);
        target.AddInt64(time);
        target.AddByte((byte)kind);
        return start;
    }

    /// <summary>Ends a record.</summary>
    /// <returns>The place in the chain that it takes.</returns>
    public static ChainPlace End(ByteBuffer target, int start, in ChainPlace before)
    {
        byte[] hash = SHA256.HashData(target.Written[(start + LengthBytes)..]);
        target.Add(hash);
        BinaryPrimitives.WriteUInt32LittleEndian(target.At(start, LengthBytes), (uint)(target.Length - start - LengthBytes));
        return new ChainPlace(before.Sequence + 1, hash);
    }
}
