using Orleans.Concurrency;

namespace FinCluster.Cluster.Orleans.Catalog;

/// <summary>The log of a cluster's catalog; its key is the cluster.</summary>
/// <remarks>See <see cref="Sessions.ISessionGrain"/> for how these types may change. Changes travel as the texts that Core makes of them.</remarks>
[Alias("fincluster.catalog")]
internal interface ICatalogGrain : IGrainWithStringKey
{
    /// <summary>Adds a change if there are as many as the caller knows; says whether it now stands behind those.</summary>
    [Alias("append")]
    Task<bool> AppendAsync(long count, string change);

    /// <summary>Reads changes behind the first <paramref name="skip"/>.</summary>
    [Alias("read")]
    [AlwaysInterleave]
    Task<List<string>> ReadAsync(long skip, int take);

    /// <summary>Waits until there are more or fewer changes, but not for longer than <see cref="CatalogGrain.LongestWait"/>; gives their number.</summary>
    [Alias("watch")]
    [AlwaysInterleave]
    [ResponseTimeout("00:00:30")]
    Task<long> WatchAsync(long count);
}

/// <summary>Some of the changes of a catalog, as they are stored.</summary>
[GenerateSerializer]
[Alias("fincluster.catalog.segment")]
internal sealed class CatalogSegment
{
    /// <summary>Gets or sets the changes as text, in their order.</summary>
    [Id(0)]
    public List<string> Changes { get; set; } = [];
}
