using FinCluster.Inference.Models;

namespace FinCluster.Inference.Batching;

/// <summary>Keeps the context of the replica that went last for the next one of the same shape. Thread-safe.</summary>
/// <remarks>
/// libllama fills a new KV cache with zeros, which is nearly all of the time that loading an adapter takes; loadtests/results/2026-11-22-adapters.md
/// has the figures. A context that is taken over needs none of it. There is one spare at most, it goes when its memory is wanted for
/// something else, and with its model.
/// </remarks>
internal sealed class SpareContexts
{
    private readonly Lock _gate = new();
    private Spare? _spare;

    /// <summary>Gets how often a spare was taken.</summary>
    public int Taken { get; private set; }

    /// <summary>Takes the spare; null when there is none of the shape.</summary>
    public Spare? TryTake(ContextShape shape)
    {
        lock (_gate)
        {
            if (_spare is null || _spare.Shape != shape)
            {
                return null;
            }

            Spare taken = _spare;
            _spare = null;
            Taken++;
            return taken;
        }
    }

    /// <summary>Keeps a context without adapters, in the place of the one that was kept before.</summary>
    public void Offer(Spare spare)
    {
        Spare? before;
        lock (_gate)
        {
            (before, _spare) = (_spare, spare);
        }

        before?.Dispose();
    }

    /// <summary>Gives up the spare; false when there was none.</summary>
    /// <param name="model">The model that it must be of; null for any.</param>
    public bool Drop(SharedModel? model = null)
    {
        Spare? dropped;
        lock (_gate)
        {
            if (_spare is null || (model is not null && _spare.Shape.Model != model))
            {
                return false;
            }

            (dropped, _spare) = (_spare, null);
        }

        dropped.Dispose();
        return true;
    }

    /// <summary>A context that nobody uses.</summary>
    /// <param name="Shape">What it is like.</param>
    /// <param name="Context">The context.</param>
    /// <param name="Memory">The room of its KV cache.</param>
    public sealed record Spare(ContextShape Shape, LlamaContext Context, IDisposable Memory) : IDisposable
    {
        public void Dispose()
        {
            Context.Dispose();
            Memory.Dispose();
        }
    }
}
