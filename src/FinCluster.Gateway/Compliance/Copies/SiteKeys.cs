using System.Security.Cryptography;
using System.Text;
using FinCluster.Core.Audit;

namespace FinCluster.Gateway.Compliance.Copies;

/// <summary>The keys by which sites send copies of their audit logs, of which only the SHA-256 is kept. Immutable.</summary>
/// <remarks>A site's key adds to the copy of that site's log and does nothing else, so that a machine that is stolen at an edge gives away no more.</remarks>
public sealed class SiteKeys
{
    /// <summary>The fewest characters of a key: 192 bits, if they are random base64.</summary>
    public const int MinLength = 32;

    /// <summary>The most characters of a key.</summary>
    public const int MaxLength = 512;

    private readonly Dictionary<string, string> _sites;

    private SiteKeys(Dictionary<string, string> sites) => _sites = sites;

    /// <summary>Gets how many sites there are.</summary>
    public int Count => _sites.Count;

    /// <summary>Reads lines of a site's name, blanks and its key; empty ones and those that begin with <c>#</c> say nothing.</summary>
    /// <exception cref="FormatException">A line holds something else, or a name or a key comes twice. The message repeats no key.</exception>
    public static SiteKeys Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var sites = new Dictionary<string, string>(StringComparer.Ordinal);
        int number = 0;
        foreach (string line in text.Split('\n').Select(line => line.Trim()))
        {
            number++;
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            if (line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is not [var site, var key] || !AuditSite.IsName(site) || !IsKey(key))
            {
                throw new FormatException(
                    $"line {number} is not a site's name (up to {AuditSite.MaxLength} lower-case letters, digits and '-') and its key ({MinLength} to {MaxLength} printable "
                    + "ASCII characters); `openssl rand -base64 32` makes one");
            }

            if (sites.ContainsValue(site) || !sites.TryAdd(Hash(key), site))
            {
                throw new FormatException($"line {number} has a site or a key that another line has");
            }
        }

        return new SiteKeys(sites);
    }

    /// <summary>Says whether a text can be a key.</summary>
    public static bool IsKey(string key) => key.Length is >= MinLength and <= MaxLength && key.All(c => c is > ' ' and <= '~');

    /// <summary>Finds the site of a key; null when it is nobody's.</summary>
    internal string? Find(ReadOnlySpan<char> key) => key.Length is >= MinLength and <= MaxLength ? _sites.GetValueOrDefault(Hash(key)) : null;

    private static string Hash(ReadOnlySpan<char> key)
    {
        Span<byte> bytes = stackalloc byte[Encoding.UTF8.GetMaxByteCount(MaxLength)];
        return Convert.ToHexStringLower(SHA256.HashData(bytes[..Encoding.UTF8.GetBytes(key, bytes)]));
    }
}
