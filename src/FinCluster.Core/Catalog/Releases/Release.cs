namespace FinCluster.Core.Catalog.Releases;

/// <summary>All that decides what a model answers. Immutable, and named by its content: <see cref="ReleaseText"/>.</summary>
/// <param name="Base">The base model.</param>
public sealed record Release(ArtifactHash Base)
{
    /// <summary>Gets the adapter for the line of business; null for none.</summary>
    public AdapterUse? Domain { get; init; }

    /// <summary>Gets the adapter for the task; null for none.</summary>
    public AdapterUse? Task { get; init; }

    /// <summary>Gets the chat template; null for the base model's own.</summary>
    public ArtifactHash? ChatTemplate { get; init; }

    /// <summary>Gets the guard's rules; null for those of the gateway.</summary>
    public ArtifactHash? GuardRules { get; init; }

    /// <summary>Gets the facts; null for none.</summary>
    public ArtifactHash? Knowledge { get; init; }

    /// <summary>Gets what was measured; null when nothing was.</summary>
    public GateResults? Gates { get; init; }

    /// <summary>Gets what its maker says about it, at most 1,000 characters.</summary>
    public string Note { get; init; } = "";

    /// <summary>Gets the artifacts that it names, each with the kind that it must be of.</summary>
    public IEnumerable<(ArtifactHash Hash, ArtifactKind Kind)> Parts
    {
        get
        {
            yield return (Base, ArtifactKind.BaseModel);
            (ArtifactHash? Hash, ArtifactKind Kind)[] optional =
            [
                (Domain?.Adapter, ArtifactKind.DomainAdapter), (Task?.Adapter, ArtifactKind.TaskAdapter), (ChatTemplate, ArtifactKind.ChatTemplate),
                (GuardRules, ArtifactKind.GuardRules), (Knowledge, ArtifactKind.KnowledgeSnapshot),
            ];
            foreach ((ArtifactHash? hash, ArtifactKind kind) in optional)
            {
                if (hash is { } some)
                {
                    yield return (some, kind);
                }
            }
        }
    }

    /// <summary>Says what is wrong with it by itself; null when nothing is.</summary>
    public string? FindProblem() =>
        (Parts.Any(part => part.Hash == default) ? "a release names an artifact without a hash" : null)
        ?? (Domain is { } domain ? AdapterUse.FindProblem(domain.Scale) : null)
        ?? (Task is { } task ? AdapterUse.FindProblem(task.Scale) : null)
        ?? Gates?.FindProblem()
        ?? CatalogText.FindProblem("a release's note", Note);
}

/// <summary>A release in the catalog.</summary>
/// <param name="Id">The hash of its canonical form.</param>
/// <param name="Release">The release.</param>
/// <param name="CreatedAt">When it was added.</param>
public sealed record ReleaseRecord(ArtifactHash Id, Release Release, DateTimeOffset CreatedAt);
