using System.Collections.Immutable;

namespace FinCluster.Cluster.Redis.Connection;

/// <summary>One Redis server.</summary>
/// <param name="Name">Host name or IP address.</param>
/// <param name="Port">TCP port.</param>
public readonly record struct RedisHost(string Name, int Port)
{
    /// <inheritdoc/>
    public override string ToString() => Name.Contains(':', StringComparison.Ordinal) ? $"[{Name}]:{Port}" : $"{Name}:{Port}";
}

/// <summary>Where the control plane's Redis is, and how patient its callers are.</summary>
public sealed record RedisOptions
{
    /// <summary>Gets the servers: one, or several of one Redis Cluster or one replication group.</summary>
    public required ImmutableArray<RedisHost> Hosts { get; init; }

    /// <summary>Gets the ACL user; null for Redis's default user.</summary>
    public string? User { get; init; }

    /// <summary>Gets the password; null when Redis asks for none.</summary>
    public string? Password { get; init; }

    /// <summary>Gets a value indicating whether the connection is encrypted.</summary>
    public bool UseTls { get; init; }

    /// <summary>Gets a PEM file with the authorities that may sign the server's certificate; null for those of the system.</summary>
    public string? AuthorityFile { get; init; }

    /// <summary>Gets the number of the database.</summary>
    public int Database { get; init; }

    /// <summary>Gets the name that all keys carry, so that several clusters can share one Redis.</summary>
    public string ClusterName { get; init; } = "default";

    /// <summary>Gets how long one attempt of a call may take.</summary>
    /// <value>Default 500 milliseconds.</value>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Gets how long a call may take with all its attempts.</summary>
    /// <value>Default 2 seconds.</value>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Gets how long the first connection may take. Later ones are made in the background.</summary>
    /// <value>Default 5 seconds.</value>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Reads <c>redis://[user:password@]host[:port][,host…][/database][?ca=file]</c>; <c>rediss://</c> is over TLS.</summary>
    /// <exception cref="FormatException">The text is none; the message says why, without the password.</exception>
    public static RedisOptions Parse(string uri) => RedisUri.Parse(uri);

    /// <summary>Gives the address without user and password.</summary>
    public override string ToString() => $"{(UseTls ? "rediss" : "redis")}://{string.Join(',', Hosts)}/{Database}";
}
