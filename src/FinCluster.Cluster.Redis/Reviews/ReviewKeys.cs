using FinCluster.Cluster.Redis.Connection;
using FinCluster.Core.Compliance.Review;
using FinCluster.Core.Tenants;
using FinCluster.Core.Text;

namespace FinCluster.Cluster.Redis.Reviews;

/// <summary>The keys of the review queue, all in one slot: a change and its indexes are one step. Indexes are sorted sets of ids by the order in which items came.</summary>
internal sealed class ReviewKeys(string clusterName)
{
    /// <summary>Gets what all keys begin with.</summary>
    public string Prefix { get; } = new RedisKeyspace(clusterName).Of("reviews");

    /// <summary>Gets the hash with the last place of the order and the number of dropped items.</summary>
    public string State => Prefix + "state";

    /// <summary>Gets the index of all items.</summary>
    public string All => Prefix + "all";

    /// <summary>Gets the index of open items that make room before others.</summary>
    public string Spare => Prefix + "spare";

    /// <summary>Gets what the keys of items begin with; the id follows.</summary>
    public string ItemPrefix => Prefix + "item:";

    /// <summary>Names the hash of an item.</summary>
    public string Item(ReviewId id) => ItemPrefix + id.Value;

    /// <summary>Names the index of a status.</summary>
    public string Of(ReviewStatus status) => $"{Prefix}status:{EnumNames<ReviewStatus>.Format(status)}";

    /// <summary>Names the index of a tenant; of a status of his, if one is given.</summary>
    public string Of(TenantId tenant, ReviewStatus? status) => status is { } wanted
        ? $"{Prefix}of:{tenant.Value}:{EnumNames<ReviewStatus>.Format(wanted)}"
        : $"{Prefix}of:{tenant.Value}";

    /// <summary>Names what remembers for a while that a call was made.</summary>
    /// <param name="request">Names the call.</param>
    public string Receipt(string request) => $"{Prefix}receipt:{request}";
}
