using FinCluster.Core.Catalog.Aliases;

namespace FinCluster.Core.Catalog;

/// <summary>Finds what a person means: by hash, by its first digits, or by name.</summary>
/// <remarks>All members give null and a sentence when it is nothing, or not one thing.</remarks>
public static class CatalogReference
{
    /// <summary>The fewest digits that stand for a hash.</summary>
    public const int MinDigits = 6;

    private const char AtLine = '@';

    /// <summary>Finds an artifact: by its name, the last one of it, or by its hash.</summary>
    /// <param name="catalog">Where it is looked for.</param>
    /// <param name="text">What the person wrote.</param>
    /// <param name="kind">The kind that it must be of; null for any.</param>
    public static (Artifact? Artifact, string? Problem) FindArtifact(CatalogSnapshot catalog, string text, ArtifactKind? kind)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        if (catalog.FindArtifact(text, kind) is { } named)
        {
            return (named, null);
        }

        (ArtifactHash? hash, string? problem) = Find(catalog.Artifacts.Select(artifact => artifact.Hash), text, "artifact");
        Artifact? found = hash is { } one ? catalog.FindArtifact(one) : null;
        return found is not null && kind is { } wanted && found.Kind != wanted
            ? (null, $"'{found.Name}' is of the kind '{ArtifactKindText.Format(found.Kind)}', '{ArtifactKindText.Format(wanted)}' is wanted")
            : (found, problem);
    }

    /// <summary>Finds a release: by its id, as what an alias points to (<c>fin-chat</c>), or as what it pointed to after a line (<c>fin-chat@3</c>).</summary>
    public static (ArtifactHash? Id, string? Problem) FindRelease(CatalogSnapshot catalog, string text)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Split(AtLine);
        if (parts.Length <= 2 && catalog.FindAlias(parts[0]) is { Kind: AliasKind.Model } alias)
        {
            AliasEntry? entry = parts.Length == 1 ? alias.Current : long.TryParse(parts[1], out long line) ? alias.Find(line) : null;
            return entry is null ? (null, $"'{alias.Name}' has no line '{parts[1]}'") : (entry.Target, null);
        }

        return Find(catalog.Releases.Select(record => record.Id), text, "release");
    }

    /// <summary>Finds what an alias can point to: a release by its id, or an adapter by its name or hash.</summary>
    public static (ArtifactHash? Target, string? Problem) FindTarget(CatalogSnapshot catalog, string text)
    {
        (ArtifactHash? release, string? problem) = FindRelease(catalog, text);
        if (release is not null)
        {
            return (release, null);
        }

        Artifact? adapter = catalog.FindArtifact(text, ArtifactKind.DomainAdapter) ?? catalog.FindArtifact(text, ArtifactKind.TaskAdapter);
        adapter ??= FindArtifact(catalog, text, null).Artifact is { } artifact && artifact.Kind.IsAdapter() ? artifact : null;
        return adapter is null ? (null, $"{problem}, and no adapter") : (adapter.Hash, null);
    }

    private static (ArtifactHash? Hash, string? Problem) Find(IEnumerable<ArtifactHash> hashes, string text, string what)
    {
        bool isPrefix = text.Length is >= MinDigits and <= ArtifactHash.Length && text.All(char.IsAsciiHexDigitLower);
        ArtifactHash[] found = isPrefix ? [.. hashes.Where(hash => hash.Value.StartsWith(text, StringComparison.Ordinal)).Take(2)] : [];
        return found.Length switch
        {
            0 => (null, $"'{text}' is no {what} of the catalog"),
            1 => (found[0], null),
            _ => (null, $"'{text}' begins the hash of more than one {what}; give more digits"),
        };
    }
}
