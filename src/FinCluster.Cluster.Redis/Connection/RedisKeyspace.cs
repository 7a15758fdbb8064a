namespace FinCluster.Cluster.Redis.Connection;

/// <summary>The beginning of all keys: product and schema version, cluster name, and the tag that chooses the slot.</summary>
/// <remarks>
/// <c>fc1:{cluster}:{tag}:…</c>, where only the tag stands in real braces: Redis Cluster puts keys of one tag into one slot. A build that
/// writes another schema uses another number, so that it never reads what it does not understand.
/// </remarks>
/// <param name="clusterName">The name of the cluster.</param>
internal sealed class RedisKeyspace(string clusterName)
{
    private const string Schema = "fc1";

    private readonly string _cluster = $"{Schema}:{Escape(clusterName)}";

    /// <summary>Gives what keys of one part of the cluster begin with.</summary>
    /// <param name="tag">Names what is changed together, for example <c>fleet</c>.</param>
    public string Of(string tag) => $"{_cluster}:{{{tag}}}:";

    /// <summary>Gives what keys of one tenant begin with.</summary>
    public string OfTenant(string tenant)
    {
        ArgumentException.ThrowIfNullOrEmpty(tenant);
        return $"{_cluster}:{{t:{Escape(tenant)}}}:";
    }

    // A brace or a colon in a name would change the slot, or make two names one key.
    private static string Escape(string name) => Uri.EscapeDataString(name);
}
