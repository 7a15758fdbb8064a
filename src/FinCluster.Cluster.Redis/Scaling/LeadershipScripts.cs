using FinCluster.Cluster.Redis.Connection;

namespace FinCluster.Cluster.Redis.Scaling;

/// <summary>The scripts of leadership. Each may be sent again when its reply was lost.</summary>
internal static class LeadershipScripts
{
    public static readonly RedisScript Campaign = RedisScript.Repeatable("leadership-campaign");
    public static readonly RedisScript Resign = RedisScript.Repeatable("leadership-resign");
    public static readonly RedisScript Read = RedisScript.Repeatable("leadership-read");
    public static readonly RedisScript Write = RedisScript.Repeatable("leadership-write");
}
