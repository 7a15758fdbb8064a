using System.Security.Cryptography;
using FinCluster.Audit.Format;
using FinCluster.Core.Audit;

namespace FinCluster.Audit.Keys;

/// <summary>Encrypts and decrypts secrets under the keys of their owners. Not thread-safe.</summary>
/// <param name="folder">The <c>keys</c> folder of the log.</param>
/// <param name="master">The master key.</param>
internal sealed class SecretBox(string folder, byte[] master) : IDisposable
{
    private const int MaxKept = 4096;

    private readonly SubjectKeyFiles _files = new(folder, master);
    private readonly Dictionary<SubjectScope, Kept> _kept = [];

    /// <summary>Encrypts an event's secret; makes its owner's key when he has none.</summary>
    /// <param name="entry">The event, which has a secret.</param>
    /// <param name="writer">Who writes it; authenticated with it.</param>
    /// <param name="sequence">Its place; authenticated with it.</param>
    /// <exception cref="IOException">A key can be neither read nor made.</exception>
    /// <exception cref="InvalidDataException">The owner's key cannot be read with this master key.</exception>
    public SealedSecret Seal(AuditEvent entry, string writer, long sequence)
    {
        SubjectScope scope = SubjectScope.Of(entry);
        Kept key = Find(scope);
        if (key.Cipher is null)
        {
            _files.Create(scope);
            key = Find(scope);
        }

        byte[] text = ByteBuffer.Utf8.GetBytes(entry.Secret!);
        byte[] nonce = RandomNumberGenerator.GetBytes(SealedSecret.NonceBytes);
        byte[] tag = new byte[SealedSecret.TagBytes];
        AesGcm cipher = key.Cipher ?? throw new IOException($"the key of {scope.Name} is destroyed while it is made");
        cipher.Encrypt(nonce, text, text, tag, Bound(writer, sequence));
        return new SealedSecret(key.Id, nonce, tag, text);
    }

    /// <summary>Decrypts a secret.</summary>
    /// <returns>The text; null when its key is destroyed.</returns>
    /// <exception cref="InvalidDataException">The key or the secret is damaged, or the master key is another one.</exception>
    public string? TryOpen(AuditEvent entry, SealedSecret secret, string writer, long sequence)
    {
        Kept key = Find(SubjectScope.Of(entry));
        if (key.Cipher is null || !key.Id.AsSpan().SequenceEqual(secret.KeyId))
        {
            return null;
        }

        byte[] text = new byte[secret.Ciphertext.Length];
        try
        {
            key.Cipher.Decrypt(secret.Nonce, secret.Ciphertext, secret.Tag, text, Bound(writer, sequence));
        }
        catch (CryptographicException e)
        {
            throw new InvalidDataException($"the secret of record {sequence} of {writer} is damaged", e);
        }

        return ByteBuffer.Utf8.GetString(text);
    }

    public void Dispose()
    {
        Forget();
        _files.Dispose();
    }

    private static byte[] Bound(string writer, long sequence)
    {
        var bound = new ByteBuffer();
        bound.AddName(writer);
        bound.AddInt64(sequence);
        return bound.Written.ToArray();
    }

    // A key that another process destroyed is gone here too, so each use looks at the file: a microsecond.
    private Kept Find(SubjectScope scope)
    {
        DateTime written = File.GetLastWriteTimeUtc(SubjectKeyFiles.PathOf(folder, scope));
        if (_kept.TryGetValue(scope, out Kept? known))
        {
            if (known.Written == written)
            {
                return known;
            }

            known.Cipher?.Dispose();
            _kept.Remove(scope);
        }

        if (_files.Read(scope) is not { } read)
        {
            return Kept.None;
        }

        if (_kept.Count == MaxKept)
        {
            Forget();
        }

        var kept = new Kept(read.Id, new AesGcm(read.Key, SealedSecret.TagBytes), written);
        CryptographicOperations.ZeroMemory(read.Key);
        _kept.Add(scope, kept);
        return kept;
    }

    private void Forget()
    {
        foreach (Kept kept in _kept.Values)
        {
            kept.Cipher?.Dispose();
        }

        _kept.Clear();
    }

    private sealed record Kept(byte[] Id, AesGcm? Cipher, DateTime Written)
    {
        public static readonly Kept None = new([], null, default);
    }
}
