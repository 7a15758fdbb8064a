using System.Globalization;
using FinCluster.Cluster.Orleans.Silo;
using FinCluster.Core.Catalog;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Placement;
using Orleans.Storage;

namespace FinCluster.Cluster.Orleans.Catalog;

/// <summary>Keeps the log of the catalog. One in the cluster; <see cref="CatalogSnapshot"/> decides whether a change follows those before it, the grain stores and then tells.</summary>
/// <remarks>
/// The log is stored in segments, so a change writes the last one only, however long the log is. Each write carries the version that it replaces: of two such grains, in a
/// cut network, one fails, and reads anew what the other has stored.
/// </remarks>
[HashBasedPlacement]
[GrainType(GrainName)]
internal sealed class CatalogGrain(
    [FromKeyedServices(OrleansSilo.Storage)] IGrainStorage storage, IHostApplicationLifetime silo) : Grain, ICatalogGrain
{
    /// <summary>The first part of the grain's id, also in the storage.</summary>
    public const string GrainName = "catalog";

    /// <summary>How long a watcher waits before it is told that nothing has changed.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    // An entry is at most some kilobytes, mostly half of one: a write stays below a hundred.
    private const int SegmentLength = 128;

    private readonly List<string> _changes = [];
    private CatalogSnapshot _catalog = CatalogSnapshot.Empty;
    private GrainState<CatalogSegment> _last = new(new CatalogSegment());
    private TaskCompletionSource _changed = NewSignal();

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        do
        {
            _last = new GrainState<CatalogSegment>(new CatalogSegment());
            await storage.ReadStateAsync(SegmentName(), this.GetGrainId(), _last);
            foreach (string change in _last.State!.Changes)
            {
                _catalog = _catalog.Apply(CatalogChangeText.Parse(change));
                _changes.Add(change);
            }
        }
        while (_last.State!.Changes.Count == SegmentLength);
    }

    /// <inheritdoc/>
    public async Task<bool> AppendAsync(long count, string change)
    {
        if (count != _changes.Count)
        {
            // A call that comes again finds its own.
            return count >= 0 && count < _changes.Count && _changes[(int)count] == change;
        }

        CatalogSnapshot next = _catalog.Apply(CatalogChangeText.Parse(change));
        List<string> before = _last.State!.Changes;
        try
        {
            _last.State = new CatalogSegment { Changes = [.. before, change] };
            await storage.WriteStateAsync(SegmentName(), this.GetGrainId(), _last);
        }
        catch
        {
            // What is stored is not known any more: the next activation reads it anew.
            DeactivateOnIdle();
            throw;
        }

        _catalog = next;
        _changes.Add(change);
        if (before.Count + 1 == SegmentLength)
        {
            _last = new GrainState<CatalogSegment>(new CatalogSegment());
        }

        TaskCompletionSource signal = _changed;
        _changed = NewSignal();
        signal.SetResult();
        return true;
    }

    /// <inheritdoc/>
    public Task<List<string>> ReadAsync(long skip, int take) =>
        Task.FromResult(_changes.Skip((int)Math.Clamp(skip, 0, _changes.Count)).Take(take).ToList());

    /// <inheritdoc/>
    public async Task<long> WatchAsync(long count)
    {
        if (_changes.Count == count)
        {
            // A silo that ends waits for its grains' calls, so they do not wait for anything then.
            await _changed.Task.WaitAsync(LongestWait, TimeProvider.System, silo.ApplicationStopping).ConfigureAwait(
                ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }

        return _changes.Count;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    // The changes before the segment are whole segments, so their number names it.
    private string SegmentName() => string.Create(CultureInfo.InvariantCulture, $"changes-{_changes.Count / SegmentLength}");
}
