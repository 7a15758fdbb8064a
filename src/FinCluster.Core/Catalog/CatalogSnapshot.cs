using System.Collections.Immutable;
using FinCluster.Core.Catalog.Aliases;
using FinCluster.Core.Catalog.Releases;

namespace FinCluster.Core.Catalog;

/// <summary>The whole catalog at one moment. Immutable, so that whoever serves requests reads it without a lock.</summary>
public sealed class CatalogSnapshot
{
    /// <summary>A catalog in which nothing was ever changed.</summary>
    public static readonly CatalogSnapshot Empty = new();

    private readonly ImmutableDictionary<ArtifactHash, Artifact> _artifacts = ImmutableDictionary<ArtifactHash, Artifact>.Empty;
    private readonly ImmutableDictionary<ArtifactHash, ReleaseRecord> _releases = ImmutableDictionary<ArtifactHash, ReleaseRecord>.Empty;
    private readonly ImmutableSortedDictionary<string, CatalogAlias> _aliases = ImmutableSortedDictionary.Create<string, CatalogAlias>(StringComparer.Ordinal);

    private CatalogSnapshot()
    {
    }

    private CatalogSnapshot(CatalogSnapshot before)
    {
        (_artifacts, _releases, _aliases) = (before._artifacts, before._releases, before._aliases);
        (Artifacts, Releases) = (before.Artifacts, before.Releases);
        Version = before.Version + 1;
    }

    /// <summary>Gets the number of changes that were ever made.</summary>
    public long Version { get; private init; }

    /// <summary>Gets all artifacts, in the order in which they came.</summary>
    public ImmutableList<Artifact> Artifacts { get; private init; } = [];

    /// <summary>Gets all releases, in the order in which they came.</summary>
    public ImmutableList<ReleaseRecord> Releases { get; private init; } = [];

    /// <summary>Gets all aliases, in the ordinal order of their names.</summary>
    public IEnumerable<CatalogAlias> Aliases => _aliases.Values;

    private ImmutableDictionary<ArtifactHash, Artifact> ArtifactsByHash
    {
        init => _artifacts = value;
    }

    private ImmutableDictionary<ArtifactHash, ReleaseRecord> ReleasesById
    {
        init => _releases = value;
    }

    private ImmutableSortedDictionary<string, CatalogAlias> AliasesByName
    {
        init => _aliases = value;
    }

    /// <summary>Finds an artifact; null when there is none.</summary>
    public Artifact? FindArtifact(ArtifactHash hash) => _artifacts.GetValueOrDefault(hash);

    /// <summary>Finds the last artifact of a name and, unless it is null, a kind; null when there is none.</summary>
    public Artifact? FindArtifact(string name, ArtifactKind? kind) =>
        Artifacts.FindLast(artifact => artifact.Name == name && (kind is null || artifact.Kind == kind));

    /// <summary>Finds a release; null when there is none.</summary>
    public ReleaseRecord? FindRelease(ArtifactHash id) => _releases.GetValueOrDefault(id);

    /// <summary>Finds an alias; null when there is none.</summary>
    public CatalogAlias? FindAlias(string name) => _aliases.GetValueOrDefault(name);

    /// <summary>Gets the last line of an alias's history; 0 when there is no such alias.</summary>
    public long SequenceOf(string name) => FindAlias(name)?.Sequence ?? 0;

    /// <summary>Says what names an artifact, so that it must stay; null when nothing does.</summary>
    public string? FindUse(ArtifactHash hash)
    {
        if (Releases.Find(record => record.Release.Parts.Any(part => part.Hash == hash)) is { } release)
        {
            return $"the release {release.Id} names it";
        }

        if (_aliases.Values.FirstOrDefault(alias => alias.FindLast(hash) is not null) is { } user)
        {
            return $"the alias '{user.Name}' points, or has pointed, to it";
        }

        return Artifacts.Find(artifact => artifact.Base == hash) is { } adapter ? $"the adapter {adapter.Hash} is for it" : null;
    }

    /// <summary>Lists changes that lead from nothing to this catalog: those that were made, without what was removed since.</summary>
    public IEnumerable<CatalogChange> ToChanges() =>
    [
        .. Artifacts.Select(artifact => new ArtifactPushed("", artifact)),
        .. Releases.Select(record => new ReleasePushed("", record.CreatedAt, record.Release)),
        .. Aliases.SelectMany(alias => alias.History.Select(entry => new AliasMoved(alias.Name, alias.Kind, entry))),
    ];

    /// <summary>Makes the same catalog after another number of changes, as one that <see cref="ToChanges"/> lists was made of more.</summary>
    public CatalogSnapshot At(long version) => new(this) { Version = version };

    /// <summary>Makes the catalog that a change leads to. What <see cref="CatalogRules"/> would not have decided it refuses.</summary>
    /// <exception cref="InvalidDataException">The change does not follow this catalog.</exception>
    public CatalogSnapshot Apply(CatalogChange change)
    {
        if (CatalogRules.FindProblem(this, change) is { } problem)
        {
            throw new InvalidDataException($"change {Version + 1} of the catalog does not follow from those before it: {problem}");
        }

        switch (change)
        {
            case ArtifactPushed(_, var artifact):
                return new CatalogSnapshot(this) { ArtifactsByHash = _artifacts.Add(artifact.Hash, artifact), Artifacts = Artifacts.Add(artifact) };
            case ArtifactRemoved(_, _, var hash):
                return new CatalogSnapshot(this) { ArtifactsByHash = _artifacts.Remove(hash), Artifacts = Artifacts.Remove(_artifacts[hash]) };
            case ReleasePushed(_, var at, var release):
                var record = new ReleaseRecord(ReleaseText.IdOf(release), release, at);
                return new CatalogSnapshot(this) { ReleasesById = _releases.Add(record.Id, record), Releases = Releases.Add(record) };
            case AliasMoved(var name, var kind, var entry):
                CatalogAlias alias = FindAlias(name) is { } known ? known with { History = known.History.Add(entry) } : new CatalogAlias(name, kind, [entry]);
                return new CatalogSnapshot(this) { AliasesByName = _aliases.SetItem(name, alias) };
            default:
                throw new ArgumentOutOfRangeException(nameof(change), change, null);
        }
    }
}
