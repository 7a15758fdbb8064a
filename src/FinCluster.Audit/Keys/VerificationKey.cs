using System.Security.Cryptography;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace FinCluster.Audit.Keys;

/// <summary>A public key of Ed25519 (RFC 8032). Thread-safe.</summary>
public sealed class VerificationKey
{
    internal const int IdBytes = 8;
    internal const int SignatureBytes = 64;

    private readonly byte[] _key;

    internal VerificationKey(byte[] key)
    {
        _key = key;
        Id = SHA256.HashData(key)[..IdBytes];
    }

    /// <summary>Gets the first 8 bytes of the key's SHA-256.</summary>
    internal byte[] Id { get; }

    /// <summary>Gets the id in lower-case hexadecimal.</summary>
    public string IdText => Convert.ToHexStringLower(Id);

    /// <summary>Reads a key.</summary>
    /// <param name="text">Its 32 bytes in Base64.</param>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static VerificationKey Parse(string text)
    {
        byte[] key = new byte[Ed25519.PublicKeySize];
        return Convert.TryFromBase64String(text.Trim(), key, out int written) && written == key.Length && Ed25519.ValidatePublicKeyFull(key, 0)
            ? new VerificationKey(key)
            : throw new InvalidDataException("this is no public key of Ed25519 in Base64");
    }

    /// <summary>Gives the key in Base64.</summary>
    public override string ToString() => Convert.ToBase64String(_key);

    internal bool IsSignature(ReadOnlySpan<byte> statement, ReadOnlySpan<byte> signature) =>
        signature.Length == SignatureBytes && Ed25519.Verify(signature.ToArray(), 0, _key, 0, statement.ToArray(), 0, statement.Length);
}
