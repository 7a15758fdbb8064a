using FinCluster.Cluster.Redis.Connection;

namespace FinCluster.Cluster.Redis.Catalog;

/// <summary>The scripts of the catalog's log. Each may be sent again when its reply was lost.</summary>
internal static class CatalogScripts
{
    public static readonly RedisScript Append = RedisScript.Repeatable("catalog-append");
    public static readonly RedisScript Read = RedisScript.Repeatable("catalog-read");
}
