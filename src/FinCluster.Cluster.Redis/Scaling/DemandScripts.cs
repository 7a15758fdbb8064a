using FinCluster.Cluster.Redis.Connection;

namespace FinCluster.Cluster.Redis.Scaling;

/// <summary>The scripts of the demand board. Each may be sent again when its reply was lost.</summary>
internal static class DemandScripts
{
    public static readonly RedisScript Post = RedisScript.Repeatable("demand-post");
    public static readonly RedisScript Read = RedisScript.Repeatable("demand-read");
}
