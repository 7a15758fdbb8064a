using FinCluster.Core.Catalog.Aliases;
using FinCluster.Core.Catalog.Releases;

namespace FinCluster.Core.Catalog;

/// <summary>What may be done with a catalog: pure, and the same for every backend.</summary>
public static class CatalogRules
{
    /// <summary>Decides about a command.</summary>
    /// <param name="catalog">The catalog as it is.</param>
    /// <param name="command">What is asked for.</param>
    /// <param name="now">The time.</param>
    public static CatalogDecision Decide(CatalogSnapshot catalog, CatalogCommand command, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(command);
        if (string.IsNullOrEmpty(command.Request) || command.Request.Length > CatalogCommand.MaxRequestLength || !command.Request.All(char.IsAscii))
        {
            return No(CatalogStatus.Invalid, $"the name of a call must have 1 to {CatalogCommand.MaxRequestLength} ASCII characters");
        }

        return command switch
        {
            PushArtifact push => Decide(catalog, push, now),
            RemoveArtifact remove => Decide(catalog, remove, now),
            PushRelease push => Decide(catalog, push, now),
            AliasCommand alias => new AliasRules(catalog, alias, now).Decide(),
            _ => throw new ArgumentOutOfRangeException(nameof(command), command, null),
        };
    }

    /// <summary>Says why a stored change does not follow a catalog; null when it does.</summary>
    internal static string? FindProblem(CatalogSnapshot catalog, CatalogChange change) => change switch
    {
        ArtifactPushed { Artifact: var artifact } =>
            catalog.FindArtifact(artifact.Hash) is not null ? "the artifact is there already" : FindProblem(catalog, artifact),
        ArtifactRemoved { Hash: var hash } => catalog.FindArtifact(hash) is null ? "there is no such artifact" : catalog.FindUse(hash),
        ReleasePushed { Release: var release } =>
            FindProblem(catalog, release) ?? (catalog.FindRelease(ReleaseText.IdOf(release)) is null ? null : "the release is there already"),
        AliasMoved moved => AliasRules.FindProblem(catalog, moved),
        _ => "it is of no kind that there is",
    };

    private static CatalogDecision Decide(CatalogSnapshot catalog, PushArtifact command, DateTimeOffset now)
    {
        Artifact artifact = command.Artifact with { CreatedAt = now };
        if (artifact.FindProblem() is { } problem)
        {
            return No(CatalogStatus.Invalid, problem);
        }

        if (catalog.FindArtifact(artifact.Hash) is { } known)
        {
            return known.IsSame(artifact)
                ? new CatalogDecision(new CatalogResult(CatalogStatus.Unchanged, $"the catalog has '{known.Name}' already") { Id = known.Hash }, null)
                : No(
                    CatalogStatus.Refused,
                    $"the catalog has the same file as '{known.Name}', {ArtifactKindText.Format(known.Kind)}, and what it knows of a file never changes");
        }

        // Asked of new files alone: the log may have one from before there was this rule.
        string? oversized = artifact.Kind == ArtifactKind.ChatTemplate ? ChatTemplateRules.FindSizeProblem(artifact.Bytes) : null;
        return (oversized ?? FindProblem(catalog, artifact)) is { } unfit
            ? No(CatalogStatus.Refused, unfit)
            : new CatalogDecision(
                new CatalogResult(CatalogStatus.Done, $"added '{artifact.Name}'") { Id = artifact.Hash }, new ArtifactPushed(command.Request, artifact));
    }

    private static CatalogDecision Decide(CatalogSnapshot catalog, RemoveArtifact command, DateTimeOffset now)
    {
        if (catalog.FindArtifact(command.Hash) is null)
        {
            return new CatalogDecision(new CatalogResult(CatalogStatus.Unchanged, "there is no such artifact") { Id = command.Hash }, null);
        }

        return catalog.FindUse(command.Hash) is { } use
            ? No(CatalogStatus.Refused, $"the artifact {command.Hash} stays: {use}")
            : new CatalogDecision(
                new CatalogResult(CatalogStatus.Done, "removed") { Id = command.Hash }, new ArtifactRemoved(command.Request, now, command.Hash));
    }

    private static CatalogDecision Decide(CatalogSnapshot catalog, PushRelease command, DateTimeOffset now)
    {
        if (command.Release.FindProblem() is { } problem)
        {
            return No(CatalogStatus.Invalid, problem);
        }

        ArtifactHash id = ReleaseText.IdOf(command.Release);
        if (catalog.FindRelease(id) is not null)
        {
            return new CatalogDecision(new CatalogResult(CatalogStatus.Unchanged, "the catalog has this release already") { Id = id }, null);
        }

        if (command.Release.Parts.FirstOrDefault(part => catalog.FindArtifact(part.Hash) is null) is { Hash: var missing } && missing != default)
        {
            return No(CatalogStatus.NotFound, $"the catalog has no artifact {missing}");
        }

        return FindProblem(catalog, command.Release) is { } unfit
            ? No(CatalogStatus.Refused, unfit)
            : new CatalogDecision(
                new CatalogResult(CatalogStatus.Done, "added the release") { Id = id }, new ReleasePushed(command.Request, now, command.Release));
    }

    private static string? FindProblem(CatalogSnapshot catalog, Artifact artifact) =>
        artifact.FindProblem()
        ?? (artifact.Base is { } of && catalog.FindArtifact(of)?.Kind != ArtifactKind.BaseModel
            ? $"the adapter '{artifact.Name}' is for {of}, which is no base model of the catalog"
            : null);

    private static string? FindProblem(CatalogSnapshot catalog, Release release)
    {
        if (release.FindProblem() is { } problem)
        {
            return problem;
        }

        foreach ((ArtifactHash hash, ArtifactKind kind) in release.Parts)
        {
            Artifact? artifact = catalog.FindArtifact(hash);
            if (artifact is null || artifact.Kind != kind)
            {
                string what = artifact is null ? "not in the catalog" : $"of the kind '{ArtifactKindText.Format(artifact.Kind)}'";
                return $"{hash} must be of the kind '{ArtifactKindText.Format(kind)}', and is {what}";
            }

            if (kind.IsAdapter() && artifact.Base != release.Base)
            {
                return $"the adapter '{artifact.Name}' is for the base model {artifact.Base}, not for {release.Base}";
            }
        }

        return null;
    }

    private static CatalogDecision No(CatalogStatus status, string message) => new(new CatalogResult(status, message), null);
}
