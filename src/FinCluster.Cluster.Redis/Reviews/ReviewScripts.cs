using FinCluster.Cluster.Redis.Connection;

namespace FinCluster.Cluster.Redis.Reviews;

/// <summary>The scripts of the review queue. Each may be sent again when its reply was lost.</summary>
internal static class ReviewScripts
{
    public static readonly RedisScript Add = RedisScript.Repeatable("review-add");
    public static readonly RedisScript Find = RedisScript.Repeatable("review-find");
    public static readonly RedisScript List = RedisScript.Repeatable("review-list");
    public static readonly RedisScript Decide = RedisScript.Repeatable("review-decide");
    public static readonly RedisScript Count = RedisScript.Repeatable("review-count");
}
