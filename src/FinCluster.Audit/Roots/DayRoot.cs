using System.Globalization;
using System.Security.Cryptography;
using FinCluster.Audit.Format;
using FinCluster.Audit.Keys;

namespace FinCluster.Audit.Roots;

/// <summary>The signed Merkle root over the hashes of all records of a UTC day, by writer and number, linked to the root before it.</summary>
public sealed record DayRoot
{
    /// <summary>How a day is written, in files' names too.</summary>
    internal const string DayFormat = "yyyy-MM-dd";

    /// <summary>Gets the UTC day in which the records were written.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>Gets how many records there are.</summary>
    public required long Count { get; init; }

    /// <summary>Gets the root, in lower-case hexadecimal.</summary>
    public required string Root { get; init; }

    /// <summary>Gets the writers' parts, by the writers' names: the order of the leaves.</summary>
    public required IReadOnlyList<DayPart> Writers { get; init; }

    /// <summary>Gets the day of the root before; null for the first.</summary>
    public DateOnly? PreviousDay { get; init; }

    /// <summary>Gets the SHA-256 of what was signed for the day before, in hexadecimal; null for the first.</summary>
    public string? Previous { get; init; }

    /// <summary>Gets when it was signed.</summary>
    public required DateTimeOffset SignedAt { get; init; }

    /// <summary>Gets the id of the public key.</summary>
    public required string Key { get; init; }

    /// <summary>Gets the signature, in Base64.</summary>
    public required string Signature { get; init; }

    /// <summary>Gives the SHA-256 of what is signed, in hexadecimal: what the next root is linked to.</summary>
    /// <exception cref="InvalidDataException">A hash is none.</exception>
    public string StatementHash() => Convert.ToHexStringLower(SHA256.HashData(Statement()));

    /// <summary>Says whether it is signed with a key.</summary>
    public bool IsSignedWith(VerificationKey key) => IsSignedWith(key, static (key, statement, signature) => key.IsSignature(statement, signature));

    internal bool IsSignedWith(VerificationKey key, Func<VerificationKey, byte[], byte[], bool> check)
    {
        byte[] signature = new byte[VerificationKey.SignatureBytes];
        return key.IdText == Key && Convert.TryFromBase64String(Signature, signature, out int written) && written == signature.Length
            && check(key, Statement(), signature);
    }

    internal static DayRoot Sign(DayRoot unsigned, SigningKey key)
    {
        DayRoot named = unsigned with { Key = key.Public.IdText };
        return named with { Signature = Convert.ToBase64String(key.Sign(named.Statement())) };
    }

    internal byte[] Statement()
    {
        var statement = new ByteBuffer();
        statement.Add("FCAUDIT1 root\0"u8);
        statement.AddName(Text(Day));
        statement.AddInt64(Count);
        statement.Add(Hash(Root));
        statement.AddName(PreviousDay is { } day ? Text(day) : null);
        statement.Add(Previous is null ? new byte[RecordLayout.HashBytes] : Hash(Previous));
        statement.AddInt64(SignedAt.UtcTicks);
        statement.AddUInt32((uint)Writers.Count);
        foreach (DayPart part in Writers)
        {
            statement.AddName(part.Writer);
            statement.AddInt64(part.First);
            statement.AddInt64(part.Last);
            statement.Add(Hash(part.LastHash));
        }

        return statement.Written.ToArray();
    }

    internal static string Text(DateOnly day) => day.ToString(DayFormat, CultureInfo.InvariantCulture);

    private static byte[] Hash(string hex)
    {
        byte[] hash = new byte[RecordLayout.HashBytes];
        return hex.Length == 2 * hash.Length && Convert.FromHexString(hex, hash, out _, out _) == System.Buffers.OperationStatus.Done
            ? hash
            : throw new InvalidDataException("a root holds a hash that is none");
    }
}
