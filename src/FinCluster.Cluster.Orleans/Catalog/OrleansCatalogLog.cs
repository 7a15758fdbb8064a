using FinCluster.Cluster.Orleans.Silo;
using FinCluster.Core.Catalog;

namespace FinCluster.Cluster.Orleans.Catalog;

/// <summary>Keeps the log of the catalog in the cluster's <see cref="CatalogGrain"/>. All members may be called from any thread.</summary>
internal sealed class OrleansCatalogLog(IGrainFactory grains, GrainCalls calls, Keepers keepers, string clusterName) : ICatalogLog
{
    private readonly ICatalogGrain _grain = grains.GetGrain<ICatalogGrain>(GrainId.Create(CatalogGrain.GrainName, clusterName));

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ReadAsync(long skip, int take, CancellationToken cancellationToken) =>
        await calls.CallAsync(static call => call.Grain.ReadAsync(call.Skip, call.Take), (Grain: _grain, Skip: skip, Take: take), cancellationToken);

    /// <inheritdoc/>
    public Task<bool> AppendAsync(long count, string entry, CancellationToken cancellationToken) => calls.CallAsync(
        static call => call.Grain.AppendAsync(call.Count, call.Entry), (Grain: _grain, Count: count, Entry: entry), cancellationToken).AsTask();

    /// <inheritdoc/>
    public async Task WaitAsync(long count, CancellationToken cancellationToken)
    {
        await keepers.RequireAsync(cancellationToken);
        await _grain.WatchAsync(count).WaitAsync(cancellationToken);
    }
}
