namespace FinCluster.Core.Catalog;

/// <summary>What the catalog knows of a file. It never changes; the file itself is in an <see cref="Storage.IArtifactStore"/>.</summary>
/// <param name="Hash">The file's content.</param>
/// <param name="Kind">What it is for.</param>
/// <param name="Name">How people call it. Several files may have one name: it then means the one that came last.</param>
/// <param name="Bytes">The file's size.</param>
/// <param name="CreatedAt">When it was added.</param>
public sealed record Artifact(ArtifactHash Hash, ArtifactKind Kind, string Name, long Bytes, DateTimeOffset CreatedAt)
{
    /// <summary>The largest rank of an adapter.</summary>
    public const int MaxRank = 4_096;

    /// <summary>Gets the base model that an adapter is for; null for what is no adapter.</summary>
    public ArtifactHash? Base { get; init; }

    /// <summary>Gets the rank of an adapter; null for what is no adapter.</summary>
    public int? Rank { get; init; }

    /// <summary>Says whether another one tells the same of the same file, whenever it was added.</summary>
    public bool IsSame(Artifact other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return other with { CreatedAt = CreatedAt } == this;
    }

    /// <summary>Says what is wrong with it; null when nothing is.</summary>
    public string? FindProblem()
    {
        if (Hash == default)
        {
            return "an artifact needs its hash";
        }

        if (!Enum.IsDefined(Kind))
        {
            return "an artifact's kind is none that there is";
        }

        if (!CatalogName.IsValid(Name))
        {
            return $"an artifact's name must have {CatalogName.Rule}";
        }

        if (Bytes <= 0)
        {
            return "an artifact cannot be empty";
        }

        return Kind.IsAdapter() switch
        {
            true when Base is null || Base.Value == default => "an adapter must name the base model that it is for",
            true when Rank is not (>= 1 and <= MaxRank) => $"an adapter's rank must be between 1 and {MaxRank}",
            false when Base is not null || Rank is not null => "only an adapter has a base model and a rank",
            _ => null,
        };
    }
}
