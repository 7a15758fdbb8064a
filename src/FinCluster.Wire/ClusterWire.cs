using FinCluster.Contracts.V1;
using FinCluster.Core.Engine;

namespace FinCluster.Wire;

/// <summary>Converts what fincluster.v1's cluster.proto declares.</summary>
public static class ClusterWire
{
    /// <summary>Writes a model.</summary>
    public static Model ToProto(ModelInfo model) => new()
    {
        Name = model.Name,
        ContentHash = model.ContentHash,
        Description = model.Description,
        Parameters = model.Parameters,
        VocabularySize = model.VocabularySize,
        ContextLength = model.ContextLength,
        EmbeddingLength = model.EmbeddingLength,
        ParallelSequences = model.ParallelSequences,
        HasChatTemplate = model.HasChatTemplate,
        TemplateHash = model.TemplateHash ?? "",
        Adapters = { model.Adapters },
        AdapterStack = { model.AdapterStack.Select(adapter => new Model.Types.Adapter
        {
            Name = adapter.Name,
            ContentHash = adapter.ContentHash,
            Scale = adapter.Scale,
        }) },
    };

    /// <summary>Reads a model.</summary>
    public static ModelInfo ToCore(Model model) => new()
    {
        Name = model.Name,
        ContentHash = model.ContentHash,
        Description = model.Description,
        Parameters = model.Parameters,
        VocabularySize = model.VocabularySize,
        ContextLength = model.ContextLength,
        EmbeddingLength = model.EmbeddingLength,
        ParallelSequences = model.ParallelSequences,
        HasChatTemplate = model.HasChatTemplate,
        TemplateHash = model.TemplateHash.Length == 0 ? null : model.TemplateHash,
        Adapters = model.Adapters.Count == 0 ? [] : [.. model.Adapters],
        AdapterStack = model.AdapterStack.Count == 0 ? [] : [.. model.AdapterStack.Select(adapter => new AdapterInfo(adapter.Name, adapter.ContentHash, adapter.Scale))],
    };

    /// <summary>Writes counters.</summary>
    public static Statistics ToProto(EngineStatistics statistics) => new()
    {
        RunningRequests = statistics.RunningRequests,
        QueuedRequests = statistics.QueuedRequests,
        QueuedPromptTokens = statistics.QueuedPromptTokens,
        KvCellsUsed = statistics.KvCellsUsed,
        KvCellsPinned = statistics.KvCellsPinned,
        KvCellsTotal = statistics.KvCellsTotal,
        PrefilledTokens = statistics.PrefilledTokens,
        CachedTokens = statistics.CachedTokens,
        GeneratedTokens = statistics.GeneratedTokens,
        DecodeCalls = statistics.DecodeCalls,
        DecodeSeconds = statistics.DecodeTime.TotalSeconds,
        BusySeconds = statistics.BusyTime.TotalSeconds,
        LoopAllocatedBytes = statistics.LoopAllocatedBytes,
    };

    /// <summary>Reads counters.</summary>
    public static EngineStatistics ToCore(Statistics statistics) => new()
    {
        RunningRequests = statistics.RunningRequests,
        QueuedRequests = statistics.QueuedRequests,
        QueuedPromptTokens = statistics.QueuedPromptTokens,
        KvCellsUsed = statistics.KvCellsUsed,
        KvCellsPinned = statistics.KvCellsPinned,
        KvCellsTotal = statistics.KvCellsTotal,
        PrefilledTokens = statistics.PrefilledTokens,
        CachedTokens = statistics.CachedTokens,
        GeneratedTokens = statistics.GeneratedTokens,
        DecodeCalls = statistics.DecodeCalls,
        DecodeTime = TimeSpan.FromSeconds(statistics.DecodeSeconds),
        BusyTime = TimeSpan.FromSeconds(statistics.BusySeconds),
        LoopAllocatedBytes = statistics.LoopAllocatedBytes,
    };
}
