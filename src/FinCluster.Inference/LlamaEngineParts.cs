using FinCluster.Inference.Adapters;
using FinCluster.Inference.Batching;
using FinCluster.Inference.Models;
using FinCluster.Inference.Native;

namespace FinCluster.Inference;

/// <summary>What the engines of one loader share.</summary>
/// <param name="Gate">When they may compute.</param>
/// <param name="Memory">The room of their KV caches.</param>
/// <param name="Spares">The contexts of those that have gone.</param>
internal sealed record SharedParts(DecodeGate Gate, KvMemory Memory, SpareContexts Spares);

/// <summary>What one engine computes with. Disposing frees what is its own and gives back its share of the model.</summary>
internal sealed class LlamaEngineParts(SharedModelLease lease, AdapterStack adapters, SharedParts shared, LlamaEngineOptions options) : IDisposable
{
    private SpareContexts.Spare? _context;

    /// <summary>Gets the options of the engine.</summary>
    public LlamaEngineOptions Options => options;

    /// <summary>Gets the model.</summary>
    public SharedModel Shared => lease.Shared;

    /// <summary>Gets what reads and writes text: the model, or the model with another chat template.</summary>
    public ITextModel Text { get; init; } = lease.Shared.Model;

    /// <summary>Gets the adapters.</summary>
    public AdapterStack Adapters => adapters;

    /// <summary>Makes the context that generates, or takes over one that is left; it goes with the parts.</summary>
    /// <exception cref="EngineStartException">There is no room for it, or the model does not compute.</exception>
    public LlamaContext CreateContext(int contextLength)
    {
        var shape = new ContextShape(Shared, options.ParallelSequences, contextLength, options.BatchTokens, options.EffectiveThreads);
        _context = TryReuse(shape) ?? Create(shape);
        return _context.Context;
    }

    /// <summary>Makes a context that embeds; it must go before the parts.</summary>
    public LlamaContext CreateEmbeddingContext(int texts, int contextLength) => LlamaContext.ForEmbedding(
        Shared.Model, texts, contextLength, options.EffectiveThreads, LlamaLibrary.Attention(options), adapters, shared.Gate);

    public void Dispose()
    {
        // libllama wants contexts to let go of adapters before those go, and both to go before the model.
        if (_context is not null)
        {
            _context.Context.ReleaseAdapters();
            shared.Spares.Offer(_context);
            _context = null;
        }

        adapters.Dispose();
        lease.Dispose();
    }

    private SpareContexts.Spare? TryReuse(ContextShape shape)
    {
        if (shared.Spares.TryTake(shape) is not { } spare)
        {
            return null;
        }

        try
        {
            spare.Context.Reuse(adapters);
            return spare;
        }
        catch (EngineStartException)
        {
            // Whether the context or an adapter is at fault shows with a new one.
            spare.Dispose();
            return null;
        }
    }

    private SpareContexts.Spare Create(ContextShape shape)
    {
        try
        {
            return CreateNew(shape);
        }
        catch (EngineStartException e) when (e.IsLackOfRoom && shared.Spares.Drop())
        {
            return CreateNew(shape);
        }
    }

    private SpareContexts.Spare CreateNew(ContextShape shape)
    {
        IDisposable memory = shared.Memory.Take(Shared.File, shape.Sequences, shape.ContextLength);
        try
        {
            LlamaContext context = LlamaContext.ForGeneration(
                Shared.Model, shape.Sequences, shape.ContextLength, shape.BatchTokens, shape.Threads, LlamaLibrary.Attention(options), adapters, shared.Gate);
            return new SpareContexts.Spare(shape, context, memory);
        }
        catch
        {
            memory.Dispose();
            throw;
        }
    }
}
