using Orleans.Concurrency;

namespace FinCluster.Cluster.Orleans.Fleet;

/// <summary>Who is alive in a cluster; its key is the cluster.</summary>
/// <remarks>See <see cref="Sessions.ISessionGrain"/> for how these types may change.</remarks>
[Alias("fincluster.fleet")]
internal interface IFleetGrain : IGrainWithStringKey
{
    /// <summary>Adds a node, replaces what is known of it, or says that it is still there.</summary>
    /// <param name="id">The node.</param>
    /// <param name="text">The node as text.</param>
    /// <param name="lifetime">How long the announcement holds.</param>
    /// <returns>The version that shows it.</returns>
    [Alias("announce")]
    Task<long> AnnounceAsync(string id, string text, TimeSpan lifetime);

    /// <summary>Removes a node; gives the version that lacks it.</summary>
    [Alias("remove")]
    Task<long> RemoveAsync(string id);

    /// <summary>Waits until there is a newer version, but not for longer than <see cref="FleetGrain.LongestWait"/>.</summary>
    [Alias("watch")]
    [AlwaysInterleave]
    [ResponseTimeout("00:00:30")]
    Task<FleetDocument> WatchAsync(long version);
}

/// <summary>The nodes of one moment.</summary>
[GenerateSerializer]
[Alias("fincluster.fleet.document")]
internal sealed class FleetDocument
{
    /// <summary>Gets or sets what grows with every change.</summary>
    [Id(0)]
    public long Version { get; set; }

    /// <summary>Gets or sets the nodes as text, by their ids.</summary>
    [Id(1)]
    public Dictionary<string, string> Nodes { get; set; } = [];
}
