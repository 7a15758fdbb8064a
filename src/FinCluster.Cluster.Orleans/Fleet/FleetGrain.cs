using FinCluster.Cluster.Orleans.Silo;
using Microsoft.Extensions.Hosting;
using Orleans.Placement;

namespace FinCluster.Cluster.Orleans.Fleet;

/// <summary>Keeps who is alive. One in the cluster; what it says is stored first, so the next one goes on with the same nodes.</summary>
/// <remarks>
/// When it begins anew, every node has a whole lifetime to say that it is still there: its silo may have been gone for as long as an announcement
/// holds. Those who watch wait at the grain for the next change, and ask again when it ended.
/// </remarks>
[HashBasedPlacement]
[GrainType(GrainName)]
internal sealed class FleetGrain(
    [PersistentState("fleet", OrleansSilo.Storage)] IPersistentState<FleetDocument> stored, OrleansOptions options, IHostApplicationLifetime silo)
    : Grain, IFleetGrain
{
    /// <summary>The first part of the grain's id, also in the storage.</summary>
    public const string GrainName = "fleet";

    /// <summary>How long a watcher waits before it is told that nothing has changed.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    private const int LooksPerLifetime = 6;

    // When each announcement ends, in milliseconds of the machine's uptime.
    private readonly Dictionary<string, long> _ends = [];
    private TaskCompletionSource _changed = NewSignal();

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        foreach (string id in stored.State.Nodes.Keys)
        {
            Hear(id, options.AnnouncementLifetime);
        }

        TimeSpan look = options.AnnouncementLifetime / LooksPerLifetime;
        this.RegisterGrainTimer(static (grain, _) => grain.RemoveSilentAsync(), this, look, look);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<long> AnnounceAsync(string id, string text, TimeSpan lifetime)
    {
        Hear(id, lifetime);
        if (!stored.State.Nodes.TryGetValue(id, out string? known) || known != text)
        {
            await ChangeAsync(nodes => nodes[id] = text);
        }

        return stored.State.Version;
    }

    /// <inheritdoc/>
    public async Task<long> RemoveAsync(string id)
    {
        if (stored.State.Nodes.ContainsKey(id))
        {
            await RemoveAllAsync([id]);
        }

        return stored.State.Version;
    }

    /// <inheritdoc/>
    public async Task<FleetDocument> WatchAsync(long version)
    {
        // A version above its own is of a cluster whose Redis has lost what was stored: the watcher is to follow this one now.
        if (stored.State.Version == version)
        {
            // A silo that ends waits for its grains' calls, so they do not wait for anything then.
            await _changed.Task.WaitAsync(LongestWait, TimeProvider.System, silo.ApplicationStopping).ConfigureAwait(
                ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }

        return stored.State;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Hear(string id, TimeSpan lifetime) => _ends[id] = Environment.TickCount64 + (long)lifetime.TotalMilliseconds;

    private async Task RemoveSilentAsync()
    {
        long now = Environment.TickCount64;
        string[] silent = [.. stored.State.Nodes.Keys.Where(id => now > _ends[id])];
        if (silent.Length > 0)
        {
            await RemoveAllAsync(silent);
        }
    }

    private async Task RemoveAllAsync(string[] ids)
    {
        await ChangeAsync(nodes => Array.ForEach(ids, id => nodes.Remove(id)));
        Array.ForEach(ids, id => _ends.Remove(id));
    }

    // A copy, so that whoever reads meanwhile sees one version whole, and the old one stays when the storage fails.
    private async Task ChangeAsync(Action<Dictionary<string, string>> change)
    {
        FleetDocument before = stored.State;
        var after = new FleetDocument { Version = before.Version + 1, Nodes = new Dictionary<string, string>(before.Nodes) };
        change(after.Nodes);
        try
        {
            stored.State = after;
            await stored.WriteStateAsync();
        }
        catch
        {
            stored.State = before;
            DeactivateOnIdle();
            throw;
        }

        TaskCompletionSource signal = _changed;
        _changed = NewSignal();
        signal.SetResult();
    }
}
