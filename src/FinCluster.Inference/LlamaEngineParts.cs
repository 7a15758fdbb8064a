using FinCluster.Inference.Adapters;
using FinCluster.Inference.Batching;
using FinCluster.Inference.Models;
using FinCluster.Inference.Native;

namespace FinCluster.Inference;

/// <summary>What one engine computes with. Disposing frees what is its own and gives back its share of the model.</summary>
internal sealed class LlamaEngineParts(SharedModelLease lease, AdapterStack adapters, DecodeGate gate, LlamaEngineOptions options) : IDisposable
{
    private IDisposable? _memory;
    private LlamaContext? _context;

    /// <summary>Gets the options of the engine.</summary>
    public LlamaEngineOptions Options => options;

    /// <summary>Gets the model.</summary>
    public SharedModel Shared => lease.Shared;

    /// <summary>Gets the adapters.</summary>
    public AdapterStack Adapters => adapters;

    /// <summary>Makes the context that generates; it goes with the parts.</summary>
    /// <exception cref="EngineStartException">There is no room for it, or the model does not compute.</exception>
    public LlamaContext CreateContext(int contextLength, KvMemory memory)
    {
        _memory = memory.Take(Shared.File, options.ParallelSequences, contextLength);
        return _context = LlamaContext.ForGeneration(
            Shared.Model, options.ParallelSequences, contextLength, options.BatchTokens, options.EffectiveThreads, LlamaLibrary.Attention(options),
            adapters, gate);
    }

    /// <summary>Makes a context that embeds; it must go before the parts.</summary>
    public LlamaContext CreateEmbeddingContext(int texts, int contextLength) => LlamaContext.ForEmbedding(
        Shared.Model, texts, contextLength, options.EffectiveThreads, LlamaLibrary.Attention(options), adapters, gate);

    public void Dispose()
    {
        // libllama wants contexts to go before adapters, and both before the model.
        _context?.Dispose();
        adapters.Dispose();
        _memory?.Dispose();
        lease.Dispose();
    }
}
