using FinCluster.Audit.Keys;

namespace FinCluster.Audit.Format;

/// <summary>The content of a head: who signed, and the Ed25519 signature over the place of the record before it.</summary>
/// <param name="KeyId">The first 8 bytes of the SHA-256 of the public key.</param>
/// <param name="Signature">64 bytes.</param>
internal sealed record SignedHead(byte[] KeyId, byte[] Signature)
{
    public const int Bytes = VerificationKey.IdBytes + VerificationKey.SignatureBytes;

    /// <summary>What is signed.</summary>
    /// <param name="writer">Whose chain.</param>
    /// <param name="segment">In which file the head stands.</param>
    /// <param name="before">The last record that it vouches for.</param>
    /// <param name="time">When the head was written, as its record says.</param>
    public static byte[] Statement(string writer, int segment, in ChainPlace before, long time)
    {
        var statement = new ByteBuffer();
        statement.Add("FCAUDIT1 head\0"u8);
        statement.AddName(writer);
        statement.AddUInt32((uint)segment);
        statement.AddInt64(before.Sequence);
        statement.Add(before.Hash);
        statement.AddInt64(time);
        return statement.Written.ToArray();
    }

    public void Write(ByteBuffer target)
    {
        target.Add(KeyId);
        target.Add(Signature);
    }

    /// <summary>Reads the content of a head.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static SignedHead Read(ReadOnlySpan<byte> bytes) => bytes.Length == Bytes
        ? new SignedHead(bytes[..VerificationKey.IdBytes].ToArray(), bytes[VerificationKey.IdBytes..].ToArray())
        : throw new InvalidDataException("the head is not as long as heads are");
}
