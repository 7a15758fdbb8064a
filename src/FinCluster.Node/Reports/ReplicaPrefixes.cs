using FinCluster.Core.Engine;

namespace FinCluster.Node.Reports;

/// <summary>The prefix blocks of one engine, as it reported them. Used under its owner's lock.</summary>
internal sealed class ReplicaPrefixes
{
    private readonly HashSet<ulong> _held = [];
    private readonly PrefixLedger _ledger = new();

    /// <summary>Gets a value indicating whether there may be changes to take.</summary>
    public bool IsTouched => _ledger.IsTouched;

    /// <summary>Notes what the engine says.</summary>
    public void Apply(PrefixUpdate update)
    {
        ulong[] removed = update.IsReset ? [.. _held.Except(update.Added)] : [.. update.Removed];
        foreach (ulong block in removed)
        {
            if (_held.Remove(block))
            {
                _ledger.Remove(block);
            }
        }

        foreach (ulong block in update.Added)
        {
            if (_held.Add(block))
            {
                _ledger.Add(block);
            }
        }
    }

    /// <summary>Takes what changed since the last time; null when nothing did.</summary>
    public PrefixUpdate? TakeChanges() => _ledger.TakeChanges();

    /// <summary>Gets all that is held.</summary>
    public PrefixUpdate ToReset() => _ledger.ToReset();
}
