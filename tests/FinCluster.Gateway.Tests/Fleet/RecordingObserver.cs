using FinCluster.Core.Fleet;
using FinCluster.Gateway.Fleet;
using FinCluster.Testing;

namespace FinCluster.Gateway.Tests.Fleet;

/// <summary>Remembers what a gateway hears of its nodes, and keeps their prefix blocks as routing does.</summary>
internal sealed class RecordingObserver : IFleetObserver
{
    private readonly Lock _gate = new();
    private readonly Dictionary<NodeId, HashSet<ulong>> _blocks = [];
    private readonly List<(NodeId Node, bool TakesWork, long At)> _availability = [];
    private readonly HashSet<NodeId> _gone = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _resets;

    /// <summary>Gets the resets so far.</summary>
    public int Resets { get { lock (_gate) { return _resets; } } }

    /// <summary>Gets the blocks of a node.</summary>
    public IReadOnlySet<ulong> Blocks(string node) { lock (_gate) { return _blocks.GetValueOrDefault(new NodeId(node))?.ToHashSet() ?? []; } }

    /// <summary>Waits until something holds, looking again whenever something was heard.</summary>
    public async Task WaitUntilAsync(Func<RecordingObserver, bool> isReached)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                changed = _changed.Task;
            }

            if (isReached(this))
            {
                return;
            }

            await changed.WaitAsync(TestTimeouts.Token);
        }
    }

    /// <summary>Gets when a node was last said to take work, or not to; null for never.</summary>
    public long? Since(string node, bool takesWork)
    {
        lock (_gate)
        {
            return _availability.Where(entry => entry.Node.Value == node && entry.TakesWork == takesWork).Select(entry => (long?)entry.At).LastOrDefault();
        }
    }

    /// <summary>Whether a node has left.</summary>
    public bool IsGone(string node) { lock (_gate) { return _gone.Contains(new NodeId(node)); } }

    public void OnReport(FleetNode node, NodeReport report) => Change(() =>
    {
        if (!_blocks.TryGetValue(node.Id, out HashSet<ulong>? blocks))
        {
            _blocks.Add(node.Id, blocks = []);
        }

        if (report.Replicas[0].Prefixes is { } update)
        {
            if (update.IsReset)
            {
                _resets++;
                blocks.Clear();
            }

            blocks.UnionWith(update.Added);
            blocks.ExceptWith(update.Removed);
        }
    });

    public void OnAvailability(FleetNode node, bool takesWork) =>
        Change(() => _availability.Add((node.Id, takesWork, TimeProvider.System.GetTimestamp())));

    public void OnGone(FleetNode node) => Change(() => _gone.Add(node.Id));

    private void Change(Action change)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            change();
            changed = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.SetResult();
    }
}
