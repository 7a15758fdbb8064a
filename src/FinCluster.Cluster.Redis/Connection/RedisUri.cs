using System.Globalization;

namespace FinCluster.Cluster.Redis.Connection;

/// <summary>Reads the address of a Redis. <see cref="Uri"/> cannot: it knows one host only.</summary>
internal static class RedisUri
{
    private const string PlainScheme = "redis://";
    private const string TlsScheme = "rediss://";
    private const int DefaultPort = 6379;

    /// <summary>Reads <c>redis[s]://[user:password@]host[:port][,host…][/database][?ca=file]</c>.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static RedisOptions Parse(string uri)
    {
        ArgumentNullException.ThrowIfNull(uri);
        bool useTls = uri.StartsWith(TlsScheme, StringComparison.OrdinalIgnoreCase);
        if (!useTls && !uri.StartsWith(PlainScheme, StringComparison.OrdinalIgnoreCase))
        {
            throw new FormatException("The address of Redis must begin with redis:// or rediss://.");
        }

        string rest = uri[(useTls ? TlsScheme : PlainScheme).Length..];
        (rest, string? query) = Cut(rest, rest.IndexOf('?', StringComparison.Ordinal));
        int at = rest.LastIndexOf('@');
        (string? user, string? password) = ParseCredentials(at < 0 ? null : rest[..at]);
        (string hosts, string? database) = Cut(rest[(at + 1)..], rest[(at + 1)..].IndexOf('/', StringComparison.Ordinal));
        return new RedisOptions
        {
            Hosts = [.. hosts.Split(',').Select(ParseHost)],
            User = user,
            Password = password,
            UseTls = useTls,
            AuthorityFile = ParseAuthority(query, useTls),
            Database = ParseDatabase(database),
        };
    }

    private static (string Head, string? Tail) Cut(string text, int index) => index < 0 ? (text, null) : (text[..index], text[(index + 1)..]);

    private static (string? User, string? Password) ParseCredentials(string? text)
    {
        if (text is null)
        {
            return (null, null);
        }

        (string user, string? password) = Cut(text, text.IndexOf(':', StringComparison.Ordinal));
        return string.IsNullOrEmpty(password)
            ? throw new FormatException("Before the @ of the address of Redis stands user:password, or :password for the default user.")
            : (user.Length == 0 ? null : Uri.UnescapeDataString(user), Uri.UnescapeDataString(password));
    }

    private static RedisHost ParseHost(string text)
    {
        // An IPv6 address stands in brackets, so that its colons are not taken for that of the port.
        int bracket = text.LastIndexOf(']');
        (string name, string? port) = Cut(text, text.IndexOf(':', bracket + 1));
        name = name is ['[', .. string inner, ']'] ? inner : name;
        if (Uri.CheckHostName(name) == UriHostNameType.Unknown)
        {
            throw new FormatException($"'{text}' in the address of Redis is no host; write host:port.");
        }

        return port is null ? new RedisHost(name, DefaultPort)
            : ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out ushort number) && number > 0
            ? new RedisHost(name, number)
            : throw new FormatException($"'{port}' in the address of Redis is no port.");
    }

    private static int ParseDatabase(string? text) => string.IsNullOrEmpty(text) ? 0
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number
        : throw new FormatException($"'{text}' in the address of Redis is no number of a database.");

    private static string? ParseAuthority(string? query, bool useTls)
    {
        if (query is null)
        {
            return null;
        }

        const string Name = "ca=";
        return useTls && query.StartsWith(Name, StringComparison.Ordinal) && query.Length > Name.Length
            ? Uri.UnescapeDataString(query[Name.Length..])
            : throw new FormatException("After the ? of the address of Redis only ca=file is known, and only for rediss://.");
    }
}
