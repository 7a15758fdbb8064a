using FinCluster.Audit.Format;
using FinCluster.Audit.Keys;

namespace FinCluster.Audit.Retention;

/// <summary>The signed statement that a writer's first segments were deleted because their time was over: <c>pruned.json</c> in its folder.</summary>
public sealed record PruneRecord
{
    /// <summary>Gets the writer.</summary>
    public required string Writer { get; init; }

    /// <summary>Gets the last segment that was deleted; all before it were too.</summary>
    public required int Segment { get; init; }

    /// <summary>Gets the number of the last record in it.</summary>
    public required long Sequence { get; init; }

    /// <summary>Gets its hash, in lower-case hexadecimal: what the first record that is left goes on from.</summary>
    public required string Hash { get; init; }

    /// <summary>Gets when.</summary>
    public required DateTimeOffset PrunedAt { get; init; }

    /// <summary>Gets the id of the public key.</summary>
    public required string Key { get; init; }

    /// <summary>Gets the signature, in Base64.</summary>
    public required string Signature { get; init; }

    internal ChainPlace Last => new(Sequence, Convert.FromHexString(Hash));

    /// <summary>Says whether it is signed with a key.</summary>
    internal bool IsSignedWith(VerificationKey key)
    {
        byte[] signature = new byte[VerificationKey.SignatureBytes];
        return key.IdText == Key && Convert.TryFromBase64String(Signature, signature, out int written) && written == signature.Length
            && key.IsSignature(Statement(), signature);
    }

    internal static PruneRecord Sign(string writer, int segment, in ChainPlace last, DateTimeOffset at, SigningKey key)
    {
        var unsigned = new PruneRecord
        {
            Writer = writer,
            Segment = segment,
            Sequence = last.Sequence,
            Hash = Convert.ToHexStringLower(last.Hash),
            PrunedAt = at,
            Key = key.Public.IdText,
            Signature = "",
        };
        return unsigned with { Signature = Convert.ToBase64String(key.Sign(unsigned.Statement())) };
    }

    private byte[] Statement()
    {
        var statement = new ByteBuffer();
        statement.Add("FCAUDIT1 pruned\0"u8);
        statement.AddName(Writer);
        statement.AddUInt32((uint)Segment);
        statement.AddInt64(Sequence);
        statement.AddName(Hash);
        statement.AddInt64(PrunedAt.UtcTicks);
        return statement.Written.ToArray();
    }
}
