using FinCluster.Cluster.Redis.Connection;

namespace FinCluster.Cluster.Redis.Fleet;

/// <summary>The scripts of the fleet. Each may be sent again when its reply was lost.</summary>
internal static class FleetScripts
{
    public static readonly RedisScript Announce = RedisScript.Repeatable("fleet-announce");
    public static readonly RedisScript Remove = RedisScript.Repeatable("fleet-remove");
    public static readonly RedisScript Read = RedisScript.Repeatable("fleet-read");
}
