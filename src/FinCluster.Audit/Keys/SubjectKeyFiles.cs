using System.Security.Cryptography;
using FinCluster.Audit.Format;

namespace FinCluster.Audit.Keys;

/// <summary>The keys of subjects, a file each, wrapped with AES-256-GCM under a key that HKDF-SHA256 derives from the master key.</summary>
/// <remarks>A file is <c>FCAKEY01</c>, the key's id (16), the nonce (12), the wrapped key (32) and the tag (16). Owner's hash and id are authenticated with it.</remarks>
internal sealed class SubjectKeyFiles : IDisposable
{
    private const int KeyOffset = 8 + SealedSecret.KeyIdBytes + SealedSecret.NonceBytes;
    private const int FileBytes = KeyOffset + KeyFile.Bytes + SealedSecret.TagBytes;

    private readonly string _folder;
    private readonly AesGcm _wrapping;

    /// <param name="folder">The <c>keys</c> folder of the log.</param>
    /// <param name="master">The master key.</param>
    public SubjectKeyFiles(string folder, byte[] master)
    {
        _folder = folder;
        _wrapping = new AesGcm(HKDF.DeriveKey(HashAlgorithmName.SHA256, master, KeyFile.Bytes, info: "fincluster audit subject keys"u8.ToArray()), SealedSecret.TagBytes);
    }

    private static ReadOnlySpan<byte> Magic => "FCAKEY01"u8;

    /// <summary>Names the file of an owner's key.</summary>
    public static string PathOf(string folder, SubjectScope scope)
    {
        string name = Convert.ToHexStringLower(scope.Hash());
        return Path.Combine(folder, name[..2], name + ".key");
    }

    /// <summary>Reads an owner's key.</summary>
    /// <returns>Its id and the key; null when he has none.</returns>
    /// <exception cref="InvalidDataException">The file is damaged, or wrapped with another master key.</exception>
    public (byte[] Id, byte[] Key)? Read(SubjectScope scope)
    {
        string path = PathOf(_folder, scope);
        byte[] file;
        try
        {
            file = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }

        if (file.Length != FileBytes || !file.AsSpan(0, Magic.Length).SequenceEqual(Magic))
        {
            throw new InvalidDataException($"{path} is no key of a subject");
        }

        byte[] id = file[8..(8 + SealedSecret.KeyIdBytes)];
        byte[] key = new byte[KeyFile.Bytes];
        try
        {
            _wrapping.Decrypt(file.AsSpan(8 + SealedSecret.KeyIdBytes, SealedSecret.NonceBytes), file.AsSpan(KeyOffset, KeyFile.Bytes), file.AsSpan(KeyOffset + KeyFile.Bytes), key, Bound(scope, id));
        }
        catch (CryptographicException e)
        {
            throw new InvalidDataException($"{path} is damaged, or belongs to another master key", e);
        }

        return (id, key);
    }

    /// <summary>Makes a key for an owner who has none. One that another process makes at the same time stays.</summary>
    public void Create(SubjectScope scope)
    {
        byte[] file = new byte[FileBytes];
        Magic.CopyTo(file);
        byte[] id = RandomNumberGenerator.GetBytes(SealedSecret.KeyIdBytes);
        id.CopyTo(file.AsSpan(8));
        Span<byte> nonce = file.AsSpan(8 + SealedSecret.KeyIdBytes, SealedSecret.NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        _wrapping.Encrypt(nonce, RandomNumberGenerator.GetBytes(KeyFile.Bytes), file.AsSpan(KeyOffset, KeyFile.Bytes), file.AsSpan(KeyOffset + KeyFile.Bytes), Bound(scope, id));
        string path = PathOf(_folder, scope);
        FolderMode.CreatePrivate(Path.GetDirectoryName(path)!);
        KeyFile.WriteNew(path, file);
    }

    /// <summary>Destroys an owner's key: overwrites and deletes it.</summary>
    /// <returns>Whether there was one.</returns>
    public static bool Destroy(string folder, SubjectScope scope)
    {
        string path = PathOf(folder, scope);
        if (!File.Exists(path))
        {
            return false;
        }

        using (var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete))
        {
            file.Write(new byte[FileBytes]);
            file.Flush(flushToDisk: true);
        }

        File.Delete(path);
        return true;
    }

    public void Dispose() => _wrapping.Dispose();

    private static byte[] Bound(SubjectScope scope, byte[] id) => [.. scope.Hash(), .. id];
}
