namespace FinCluster.Core.Engine;

/// <summary>Counters of one engine since it started, and its load now.</summary>
public sealed record EngineStatistics
{
    /// <summary>Gets the requests that hold a sequence.</summary>
    public required int RunningRequests { get; init; }

    /// <summary>Gets those of them that wait for their reader, so that the engine has nothing to compute for them.</summary>
    /// <remarks>Known where the engine is; reports do not carry it.</remarks>
    public int PausedRequests { get; init; }

    /// <summary>Gets the requests that wait for a sequence.</summary>
    public required int QueuedRequests { get; init; }

    /// <summary>Gets the tokens that running and waiting requests have still to prefill.</summary>
    public required long QueuedPromptTokens { get; init; }

    /// <summary>Gets the KV cells that hold a token.</summary>
    public required long KvCellsUsed { get; init; }

    /// <summary>Gets those of them that running requests hold.</summary>
    /// <remarks>The others are kept for prompts that may come, and given up when their place is needed.</remarks>
    public long KvCellsPinned { get; init; }

    /// <summary>Gets the KV cells there are.</summary>
    public required long KvCellsTotal { get; init; }

    /// <summary>Gets the prompt tokens that were computed.</summary>
    public required long PrefilledTokens { get; init; }

    /// <summary>Gets the prompt tokens that were found in the KV cache instead.</summary>
    public required long CachedTokens { get; init; }

    /// <summary>Gets the output tokens.</summary>
    public required long GeneratedTokens { get; init; }

    /// <summary>Gets the number of calls of the model.</summary>
    public required long DecodeCalls { get; init; }

    /// <summary>Gets the time inside the model.</summary>
    public required TimeSpan DecodeTime { get; init; }

    /// <summary>Gets the time in which the engine's thread had work, the model's time included.</summary>
    public required TimeSpan BusyTime { get; init; }

    /// <summary>Gets the managed memory that the engine's thread has allocated, in bytes.</summary>
    public required long LoopAllocatedBytes { get; init; }
}
