using System.Security.Cryptography;
using System.Text;

namespace FinCluster.Gateway.Admin;

/// <summary>The administrator key of a gateway, of which only the SHA-256 is kept. Immutable.</summary>
/// <remarks>A plain hash is enough, because it stays in memory, and a key that is long and random cannot be guessed.</remarks>
public sealed class AdminKey
{
    /// <summary>The fewest characters of a key: 192 bits, if they are random base64.</summary>
    public const int MinLength = 32;

    /// <summary>The most characters of a key.</summary>
    public const int MaxLength = 512;

    private readonly byte[] _hash;

    private AdminKey(byte[] hash)
    {
        _hash = hash;
    }

    /// <summary>Reads a key; blanks and line ends around it do not count.</summary>
    /// <exception cref="FormatException">It is too short, too long, or has characters that no header can carry. The message does not repeat it.</exception>
    public static AdminKey Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string key = text.Trim();
        return key.Length is >= MinLength and <= MaxLength && key.All(c => c is > ' ' and <= '~')
            ? new AdminKey(SHA256.HashData(Encoding.ASCII.GetBytes(key)))
            : throw new FormatException(
                $"an administrator key has {MinLength} to {MaxLength} printable ASCII characters without blanks, and this one has {key.Length} "
                + "characters; `openssl rand -base64 32` makes one");
    }

    /// <summary>Tells whether a caller presents this key. How long that takes does not depend on how much of it is right.</summary>
    internal bool Matches(ReadOnlySpan<char> presented)
    {
        // What is longer than any key is none, and is not worth hashing.
        if (presented.Length > MaxLength)
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[Encoding.UTF8.GetMaxByteCount(MaxLength)];
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes[..Encoding.UTF8.GetBytes(presented, bytes)], digest);
        return CryptographicOperations.FixedTimeEquals(digest, _hash);
    }
}
