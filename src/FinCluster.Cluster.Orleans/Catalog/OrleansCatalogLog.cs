using FinCluster.Cluster.Orleans.Silo;
using FinCluster.Core.Catalog;

namespace FinCluster.Cluster.Orleans.Catalog;

/// <summary>Keeps the log of the catalog in the cluster's <see cref="CatalogGrain"/>. All members may be called from any thread.</summary>
internal sealed class OrleansCatalogLog(GrainCalls calls, SiloMembership membership, string clusterName) : ICatalogLog
{
    private readonly GrainId _grain = GrainId.Create(CatalogGrain.GrainName, clusterName);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ReadAsync(long skip, int take, CancellationToken cancellationToken) => await calls.CallAsync(
        static (grains, call) => grains.GetGrain<ICatalogGrain>(call.Grain).ReadAsync(call.Skip, call.Take),
        (Grain: _grain, Skip: skip, Take: take),
        cancellationToken);

    /// <inheritdoc/>
    public Task<bool> AppendAsync(long count, string entry, CancellationToken cancellationToken) => calls.CallAsync(
        static (grains, call) => grains.GetGrain<ICatalogGrain>(call.Grain).AppendAsync(call.Count, call.Entry),
        (Grain: _grain, Count: count, Entry: entry),
        cancellationToken).AsTask();

    /// <inheritdoc/>
    public Task WaitAsync(long count, CancellationToken cancellationToken) => membership.WatchAsync(
        static (grains, call) => grains.GetGrain<ICatalogGrain>(call.Grain).WatchAsync(call.Count), (Grain: _grain, Count: count), cancellationToken);
}
