using FinCluster.Core.Errors;

namespace FinCluster.Core.Engine;

/// <summary>One loaded model that answers many requests at once.</summary>
/// <remarks>
/// All members may be called from any thread. Cancelling an enumeration, or leaving it, frees the request's place in the
/// batch at the engine's next step. A request that cannot be served ends with <see cref="RequestException"/>: before the
/// first event when it is at fault, later when the engine or its deadline is.
/// </remarks>
public interface IInferenceEngine : IAsyncDisposable
{
    /// <summary>Gets what is loaded.</summary>
    ModelInfo Model { get; }

    /// <summary>Reads the counters. Cheap enough for every load report.</summary>
    EngineStatistics GetStatistics();

    /// <summary>Generates one answer; see <see cref="GenerationEvent"/> for the order of events.</summary>
    IAsyncEnumerable<GenerationEvent> GenerateAsync(GenerationRequest request, CancellationToken cancellationToken);

    /// <summary>Watches which prefix blocks the KV cache holds.</summary>
    /// <remarks>
    /// The first update is a reset. A reader that falls behind is given another reset instead of what it missed, so that nothing
    /// piles up for it. A block is reported once, however many sequences hold it.
    /// </remarks>
    IAsyncEnumerable<PrefixUpdate> WatchPrefixesAsync(CancellationToken cancellationToken);

    /// <summary>Turns texts into vectors.</summary>
    Task<EmbeddingResult> EmbedAsync(EmbeddingRequest request, CancellationToken cancellationToken);
}
