using System.Collections.Immutable;
using FinCluster.Core.Catalog;

namespace FinCluster.Core.Knowledge;

/// <summary>A passage that was found for a question.</summary>
/// <param name="Passage">The passage.</param>
/// <param name="Score">How well it fits, by BM25: above zero, comparable within one question only.</param>
public sealed record KnowledgeMatch(KnowledgePassage Passage, double Score);

/// <summary>What was found for a question, best first. Never changes.</summary>
/// <param name="Snapshot">The snapshot that was searched.</param>
/// <param name="Matches">The passages; none when nothing fits.</param>
public sealed record FoundKnowledge(ArtifactHash Snapshot, ImmutableArray<KnowledgeMatch> Matches)
{
    /// <summary>Gets how many passages fit, but had no room in what the model reads.</summary>
    public int LeftOut { get; init; }

    /// <summary>Gets a value indicating whether nothing fits.</summary>
    public bool IsEmpty => Matches.IsEmpty && LeftOut == 0;
}
