using FinCluster.Core.Hosting;

namespace FinCluster.Core.Fleet;

/// <summary>Keeps nodes announced: says what they are at once, and again three times in every lifetime of an announcement.</summary>
/// <remarks>
/// May be called from any thread. A backend that is away is no error: the announcement is made when it is back. Announcements and removals
/// are made one at a time, so a repetition does not bring back a node that was removed. Dispose removes what is still announced.
/// </remarks>
public sealed class FleetAnnouncer : IAsyncDisposable
{
    private const int RepetitionsPerLifetime = 3;

    private readonly IFleet _fleet;
    private readonly Action<Exception> _onFailure;
    private readonly Dictionary<NodeId, FleetNode> _nodes = [];
    private readonly SemaphoreSlim _gate = new(1);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _repeating;
    private int _isDisposed;

    /// <summary>Creates an announcer without nodes.</summary>
    /// <param name="fleet">Where nodes are announced.</param>
    /// <param name="time">Times the repetitions.</param>
    /// <param name="onFailure">Told of every announcement that failed. It must not throw.</param>
    public FleetAnnouncer(IFleet fleet, TimeProvider time, Action<Exception> onFailure)
    {
        ArgumentNullException.ThrowIfNull(fleet);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(onFailure);
        _fleet = fleet;
        _onFailure = onFailure;
        _repeating = fleet.AnnouncementLifetime == Timeout.InfiniteTimeSpan
            ? Task.CompletedTask
            : Periodic.RunAsync(fleet.AnnouncementLifetime / RepetitionsPerLifetime, time, AnnounceAllAsync, _stopping.Token);
    }

    /// <summary>Announces a node, or what changed of it, until it is removed.</summary>
    public async Task AnnounceAsync(FleetNode node, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(node);
        await _gate.WaitAsync(cancellationToken);
        try
        {
            _nodes[node.Id] = node;
            await TryAnnounceAsync(node, cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Removes a node. An unknown one is no error.</summary>
    public async Task RemoveAsync(NodeId node, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            _nodes.Remove(node);
            await _fleet.RemoveAsync(node, cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Stops repeating and removes what is still announced; what cannot be removed ends with its lifetime.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        await _stopping.CancelAsync();
        await _repeating;
        foreach (NodeId node in _nodes.Keys.ToArray())
        {
            try
            {
                await RemoveAsync(node, CancellationToken.None);
            }
            catch (Exception e)
            {
                _onFailure(e);
            }
        }

        _stopping.Dispose();
        _gate.Dispose();
    }

    private async Task AnnounceAllAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            foreach (FleetNode node in _nodes.Values)
            {
                await TryAnnounceAsync(node, cancellationToken);
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task TryAnnounceAsync(FleetNode node, CancellationToken cancellationToken)
    {
        try
        {
            await _fleet.AnnounceAsync(node, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            _onFailure(e);
        }
    }
}
