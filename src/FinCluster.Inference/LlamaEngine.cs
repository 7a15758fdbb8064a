using FinCluster.Core.Engine;
using FinCluster.Inference.Batching;
using FinCluster.Inference.Embeddings;
using Microsoft.Extensions.Logging;

namespace FinCluster.Inference;

/// <summary>llama.cpp behind the engine port: one model with its adapters and its chat template, one generation thread, continuous batching.</summary>
public sealed class LlamaEngine : IInferenceEngine
{
    private readonly LlamaEngineParts _parts;
    private readonly BatchedEngine _engine;
    private readonly EmbeddingWorker _embeddings;

    internal LlamaEngine(LlamaEngineParts parts, LlamaContext context, ModelInfo info, TimeProvider time, ILogger logger)
    {
        _parts = parts;
        Model = info;
        var limits = new BatchingLimits(parts.Options.PrefillChunkTokens, parts.Options.MaxQueuedRequests);
        _embeddings = new EmbeddingWorker(parts.Text, info.ContextLength, texts => parts.CreateEmbeddingContext(texts, info.ContextLength));
        _engine = new BatchedEngine(parts.Text, context, info.ContextLength, limits, time, logger);
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
        _parts.Dispose();
    }
}
