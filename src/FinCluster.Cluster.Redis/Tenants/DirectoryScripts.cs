using FinCluster.Cluster.Redis.Connection;

namespace FinCluster.Cluster.Redis.Tenants;

/// <summary>The scripts of the tenant directory. Each may be sent again when its reply was lost.</summary>
internal static class DirectoryScripts
{
    public static readonly RedisScript State = RedisScript.Repeatable("directory-state");
    public static readonly RedisScript Create = RedisScript.Repeatable("directory-create");
    public static readonly RedisScript Read = RedisScript.Repeatable("directory-read");
    public static readonly RedisScript Limit = RedisScript.Repeatable("directory-limit");
    public static readonly RedisScript AddKey = RedisScript.Repeatable("directory-add-key");
    public static readonly RedisScript FindKey = RedisScript.Repeatable("directory-find-key");
    public static readonly RedisScript ListKeys = RedisScript.Repeatable("directory-list-keys");
    public static readonly RedisScript RevokeKey = RedisScript.Repeatable("directory-revoke-key");
}
