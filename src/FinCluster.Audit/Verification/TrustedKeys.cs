using FinCluster.Audit.Keys;

namespace FinCluster.Audit.Verification;

/// <summary>The public keys that are trusted. Thread-safe.</summary>
/// <param name="keys">The keys.</param>
internal sealed class TrustedKeys(IEnumerable<VerificationKey> keys)
{
    private readonly Dictionary<string, VerificationKey> _keys = keys.ToDictionary(key => key.IdText, StringComparer.Ordinal);

    /// <summary>Gets what checks a signature. Tests keep its answers.</summary>
    public Func<VerificationKey, byte[], byte[], bool> Check { get; init; } = static (key, statement, signature) => key.IsSignature(statement, signature);

    public VerificationKey? Find(string id) => _keys.GetValueOrDefault(id);
}
