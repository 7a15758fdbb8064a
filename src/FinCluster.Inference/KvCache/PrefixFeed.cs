using FinCluster.Core.Engine;

namespace FinCluster.Inference.KvCache;

/// <summary>Tells watchers which prefix blocks come and go. The engine's thread publishes and never waits for a watcher.</summary>
/// <remarks>
/// <see cref="Watch"/> is for any thread; the lock is held for a list operation and nothing else. Who has joined gets its first
/// reset at the engine's next step, so the loop must be woken.
/// </remarks>
internal sealed class PrefixFeed(PrefixLedger ledger)
{
    private readonly Lock _gate = new();
    private readonly List<PrefixWatcher> _joining = [];
    private readonly List<PrefixWatcher> _watchers = [];
    private volatile bool _isJoined;
    private bool _ended;

    /// <summary>Adds a watcher; the engine must be woken for its reset.</summary>
    public PrefixWatcher Watch()
    {
        var watcher = new PrefixWatcher();
        lock (_gate)
        {
            if (_ended)
            {
                watcher.Complete();
                return watcher;
            }

            _joining.Add(watcher);
            _isJoined = true;
            return watcher;
        }
    }

    /// <summary>Tells the watchers what changed since the last time. Called by the engine's thread after each step.</summary>
    public void Publish()
    {
        if (_isJoined)
        {
            TakeJoining();
        }

        PrefixUpdate? changes = ledger.IsTouched ? ledger.TakeChanges() : null;
        for (int i = _watchers.Count - 1; i >= 0; i--)
        {
            if (_watchers[i].HasLeft)
            {
                _watchers.RemoveAt(i);
            }
            else
            {
                _watchers[i].Offer(changes, ledger);
            }
        }
    }

    /// <summary>Ends all watching. Called by the engine's thread as its last step.</summary>
    public void End()
    {
        TakeJoining(ends: true);
        _watchers.ForEach(watcher => watcher.Complete());
    }

    private void TakeJoining(bool ends = false)
    {
        lock (_gate)
        {
            _ended = ends;
            _watchers.AddRange(_joining);
            _joining.Clear();
            _isJoined = false;
        }
    }
}
