using FinCluster.Cluster.Redis.Connection;

namespace FinCluster.Cluster.Redis.Sessions;

/// <summary>The scripts of the session store. Each may be sent again when its reply was lost.</summary>
internal static class SessionScripts
{
    public static readonly RedisScript Create = RedisScript.Repeatable("session-create");
    public static readonly RedisScript Find = RedisScript.Repeatable("session-find");
    public static readonly RedisScript List = RedisScript.Repeatable("session-list");
    public static readonly RedisScript Delete = RedisScript.Repeatable("session-delete");
    public static readonly RedisScript Acquire = RedisScript.Repeatable("session-acquire");
    public static readonly RedisScript Renew = RedisScript.Repeatable("session-renew");
    public static readonly RedisScript Commit = RedisScript.Repeatable("session-commit");
    public static readonly RedisScript Release = RedisScript.Repeatable("session-release");
}
