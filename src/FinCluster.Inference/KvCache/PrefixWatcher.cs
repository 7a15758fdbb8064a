using System.Threading.Channels;
using FinCluster.Core.Engine;

namespace FinCluster.Inference.KvCache;

/// <summary>One reader of a <see cref="PrefixFeed"/>.</summary>
/// <remarks>
/// The engine's thread writes and marks that something was lost; the reader reads and leaves. Whoever of the two comes last to
/// see an empty channel and the mark sees to it that a reset is written: the engine's thread looks again after it has set the
/// mark, the reader looks after each update.
/// </remarks>
internal sealed class PrefixWatcher
{
    /// <summary>Updates that wait for a slow reader before it loses one.</summary>
    public const int MaxUnread = 64;

    private readonly Channel<PrefixUpdate> _updates = Channel.CreateBounded<PrefixUpdate>(
        new BoundedChannelOptions(MaxUnread) { SingleReader = true, SingleWriter = true, FullMode = BoundedChannelFullMode.Wait });

    private volatile bool _needsReset = true;
    private volatile bool _hasLeft;

    /// <summary>Gets what the reader reads.</summary>
    public ChannelReader<PrefixUpdate> Updates => _updates.Reader;

    /// <summary>Gets a value indicating whether it is the reader's turn to ask for the reset that it needs.</summary>
    public bool AwaitsReset => _needsReset && _updates.Reader.Count == 0;

    /// <summary>Gets a value indicating whether nobody reads any more.</summary>
    public bool HasLeft => _hasLeft;

    /// <summary>Ends reading.</summary>
    public void Leave() => _hasLeft = true;

    /// <summary>Takes an update, or marks that it was lost. Called by the engine's thread.</summary>
    public void Offer(PrefixUpdate? changes, PrefixLedger ledger)
    {
        if (!_needsReset && changes is not null && !_updates.Writer.TryWrite(changes))
        {
            _needsReset = true;
        }

        if (AwaitsReset)
        {
            _needsReset = false;
            _updates.Writer.TryWrite(ledger.ToReset());
        }
    }

    /// <summary>Ends the updates behind those that are written.</summary>
    public void Complete() => _updates.Writer.TryComplete();
}
