using FinCluster.Cluster.Redis.Connection;

namespace FinCluster.Cluster.Redis.Fleet;

/// <summary>The keys of the fleet, all in one slot.</summary>
internal sealed class FleetKeys(RedisKeyspace keys)
{
    private readonly string _prefix = keys.Of("fleet");

    /// <summary>Gets nodes (hash: id to node), leases (sorted set: id by end), removed (sorted set: id by time), state (hash).</summary>
    public string[] All => [_prefix + "nodes", _prefix + "leases", _prefix + "removed", _prefix + "state"];

    /// <summary>Gets the channel on which changes are reported.</summary>
    public string Channel => _prefix + "changed";
}
