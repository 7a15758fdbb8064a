using System.Collections.Immutable;

namespace FinCluster.Core.Engine;

/// <summary>What a replica says about its model.</summary>
public sealed record ModelInfo
{
    /// <summary>Gets the name that requests use.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the SHA-256 of the model file, lower-case hex; of the base when there are adapters on it.</summary>
    public required string ContentHash { get; init; }

    /// <summary>Gets the architecture and size, as the engine describes them.</summary>
    public required string Description { get; init; }

    /// <summary>Gets the number of weights.</summary>
    public required long Parameters { get; init; }

    /// <summary>Gets the size of the vocabulary, in tokens.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Gets the longest prompt plus output of one request, in tokens.</summary>
    public required int ContextLength { get; init; }

    /// <summary>Gets the length of an embedding vector.</summary>
    public required int EmbeddingLength { get; init; }

    /// <summary>Gets how many requests are decoded at once.</summary>
    public required int ParallelSequences { get; init; }

    /// <summary>Gets the names of the adapters that are loaded. Two lists are equal only if they are one, or empty.</summary>
    public ImmutableArray<string> Adapters { get; init; } = [];

    /// <summary>Gets the adapters with their contents and scales, in their order; empty for a base alone. Lists are equal as for <see cref="Adapters"/>.</summary>
    public ImmutableArray<AdapterInfo> AdapterStack
    {
        get;

        // A reader of JSON gives none at all where a node of an earlier release wrote nothing.
        init => field = value.IsDefault ? [] : value;
    } = [];

    /// <summary>Gets the SHA-256 of the chat template that took the place of the model file's own, lower-case hex; null for the file's own.</summary>
    public string? TemplateHash { get; init; }

    /// <summary>Gets a value indicating whether the model has a chat template that the engine knows.</summary>
    public required bool HasChatTemplate { get; init; }
}
