using Org.BouncyCastle.Math.EC.Rfc8032;

namespace FinCluster.Audit.Keys;

/// <summary>A pair of keys of Ed25519 (RFC 8032). Thread-safe.</summary>
public sealed class SigningKey
{
    private readonly byte[] _seed;
    private readonly byte[] _publicKey = new byte[Ed25519.PublicKeySize];

    internal SigningKey(byte[] seed)
    {
        _seed = seed;
        Ed25519.GeneratePublicKey(seed, 0, _publicKey, 0);
        Public = new VerificationKey(_publicKey);
    }

    /// <summary>Gets what checks the signatures.</summary>
    public VerificationKey Public { get; }

    internal byte[] Sign(byte[] statement)
    {
        byte[] signature = new byte[VerificationKey.SignatureBytes];
        Ed25519.Sign(_seed, 0, _publicKey, 0, statement, 0, statement.Length, signature, 0);
        return signature;
    }
}
