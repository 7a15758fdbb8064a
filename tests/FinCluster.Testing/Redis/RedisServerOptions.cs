namespace FinCluster.Testing.Redis;

/// <summary>How a Redis of a test is started.</summary>
public sealed record RedisServerOptions
{
    /// <summary>Gets a value indicating whether every change is on the disk before it is answered; otherwise nothing is kept.</summary>
    public bool AppendOnly { get; init; }

    /// <summary>Gets the password of the default user; null for none.</summary>
    public string? Password { get; init; }

    /// <summary>Gets rules of an access list, for example <c>user app on >secret ~fc1:* &amp;fc1:* +@all</c>; null for none.</summary>
    public string? Acl { get; init; }

    /// <summary>Gets a value indicating whether the server speaks TLS only, by a certificate of its own authority.</summary>
    public bool UseTls { get; init; }

    /// <summary>Gets a value indicating whether the server is to become part of a Redis Cluster.</summary>
    public bool InCluster { get; init; }

    /// <summary>Gets an address of this machine on which it listens too; null for loopback alone.</summary>
    public string? AlsoOn { get; init; }

    /// <summary>Gets the port of the server on this machine that it copies; null for none.</summary>
    public int? ReplicaOf { get; init; }
}
