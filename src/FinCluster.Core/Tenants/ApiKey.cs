using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace FinCluster.Core.Tenants;

/// <summary>The SHA-256 of an API key, as lower-case hex: all that is ever stored of it.</summary>
/// <remarks>A plain hash is enough, because a key has 256 random bits: there is nothing to guess that a slow hash would protect.</remarks>
/// <param name="Value">64 hex digits.</param>
public readonly record struct ApiKeyHash(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>What is known of a key after it was shown once.</summary>
/// <param name="Id">Names the key in lists and when it is revoked. It says nothing about the key.</param>
/// <param name="Hash">The hash by which its bearer is found.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="RevokedAt">When it was revoked; null while it is good.</param>
public sealed record ApiKeyRecord(string Id, ApiKeyHash Hash, DateTimeOffset CreatedAt, DateTimeOffset? RevokedAt = null);

/// <summary>Makes and reads API keys: <c>fk_</c> and 43 characters of base64url.</summary>
public static class ApiKey
{
    /// <summary>What every key begins with.</summary>
    public const string Prefix = "fk_";

    private const int RandomBytes = 32;
    private const int Length = 3 + 43;

    /// <summary>Draws a new key.</summary>
    /// <param name="now">When that is.</param>
    /// <returns>The key to show to its owner, once, and the record to store.</returns>
    public static (string Key, ApiKeyRecord Record) Create(DateTimeOffset now)
    {
        string key = Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));
        return (key, new ApiKeyRecord("key_" + RandomNumberGenerator.GetHexString(12, lowercase: true), Hash(key), now));
    }

    /// <summary>Hashes what a caller presents; false when it cannot be a key, so that nobody needs to be asked.</summary>
    public static bool TryHash(ReadOnlySpan<char> text, out ApiKeyHash hash)
    {
        bool isKey = text.Length == Length && text.StartsWith(Prefix, StringComparison.Ordinal) && Base64Url.IsValid(text[Prefix.Length..]);
        hash = isKey ? Hash(text) : default;
        return isKey;
    }

    private static ApiKeyHash Hash(ReadOnlySpan<char> key)
    {
        Span<byte> bytes = stackalloc byte[Length];
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes[..Encoding.UTF8.GetBytes(key, bytes)], digest);
        return new ApiKeyHash(Convert.ToHexStringLower(digest));
    }
}
