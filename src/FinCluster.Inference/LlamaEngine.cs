using FinCluster.Core.Engine;
using FinCluster.Inference.Batching;
using FinCluster.Inference.Embeddings;
using FinCluster.Inference.Models;
using FinCluster.Inference.Native;
using Microsoft.Extensions.Logging;

namespace FinCluster.Inference;

/// <summary>llama.cpp behind the engine port: one model, one generation thread, continuous batching.</summary>
public sealed class LlamaEngine : IInferenceEngine
{
    private readonly LlamaModel _model;
    private readonly LlamaContext _context;
    private readonly BatchedEngine _engine;
    private readonly EmbeddingWorker _embeddings;

    internal LlamaEngine(LlamaModel model, LlamaContext context, ModelInfo info, LlamaEngineOptions options, TimeProvider time, ILogger logger)
    {
        _model = model;
        _context = context;
        Model = info;
        var limits = new BatchingLimits(options.PrefillChunkTokens, options.MaxQueuedRequests);
        _embeddings = new EmbeddingWorker(model, info.ContextLength, options.EffectiveThreads, LlamaLibrary.Attention(options));
        _engine = new BatchedEngine(model, context, info.ContextLength, limits, time, logger);
    }

    /// <inheritdoc/>
    public ModelInfo Model { get; }

    /// <inheritdoc/>
    public EngineStatistics GetStatistics() => _engine.GetStatistics();

    /// <inheritdoc/>
    public IAsyncEnumerable<GenerationEvent> GenerateAsync(GenerationRequest request, CancellationToken cancellationToken) =>
        _engine.GenerateAsync(request, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<PrefixUpdate> WatchPrefixesAsync(CancellationToken cancellationToken) => _engine.WatchPrefixesAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<EmbeddingResult> EmbedAsync(EmbeddingRequest request, CancellationToken cancellationToken)
    {
        RequestValidator.Validate(request);
        return _embeddings.EmbedAsync(request, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        await _embeddings.DisposeAsync();
        _context.Dispose();
        _model.Dispose();
    }
}
