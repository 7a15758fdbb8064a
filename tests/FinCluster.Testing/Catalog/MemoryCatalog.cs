using System.Security.Cryptography;
using System.Text;
using FinCluster.Core.Catalog;
using FinCluster.Core.Catalog.Canaries;
using FinCluster.Core.Catalog.Releases;
using FinCluster.Core.State;

namespace FinCluster.Testing.Catalog;

/// <summary>A catalog of one process, with the real rules and without a backend.</summary>
public sealed class MemoryCatalog : ICatalog
{
    /// <summary>The time of all changes.</summary>
    public static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Lock _gate = new();
    private readonly CurrentState<CatalogSnapshot> _state = new(CatalogSnapshot.Empty, catalog => catalog.Version);

    public CatalogSnapshot Current => _state.Current;

    /// <summary>Names a file that is only told of.</summary>
    public static ArtifactHash HashOf(string text) => ArtifactHash.FromDigest(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    public Task<CatalogSnapshot> RefreshAsync(CancellationToken cancellationToken) => Task.FromResult(Current);

    public Task<CatalogSnapshot> WaitForChangeAsync(long version, CancellationToken cancellationToken) =>
        _state.WaitForChangeAsync(version, cancellationToken);

    public Task<CatalogResult> ApplyAsync(CatalogCommand command, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            CatalogDecision decision = CatalogRules.Decide(Current, command, Now);
            if (decision.Change is { } change)
            {
                _state.Replace(Current.Apply(change));
            }

            return Task.FromResult(decision.Result);
        }
    }

    /// <summary>Adds a base model and returns its hash.</summary>
    public ArtifactHash AddBase(string name) => Add(name, ArtifactKind.BaseModel, null);

    /// <summary>Adds an adapter, with an alias of the same name.</summary>
    public ArtifactHash AddAdapter(string name, ArtifactHash of, ArtifactKind kind = ArtifactKind.DomainAdapter)
    {
        ArtifactHash hash = Add(name, kind, of);
        Do(new Promote(name, 0, "test", "a test", hash));
        return hash;
    }

    /// <summary>Adds a release and points an alias to it, gates or not.</summary>
    public ArtifactHash Promote(string alias, Release release)
    {
        ArtifactHash id = Do(new PushRelease(release)).Id!.Value;
        Do(new Promote(alias, Current.FindAlias(alias)?.Sequence ?? 0, "test", "a test", id) { Override = "a test" });
        return id;
    }

    /// <summary>Adds a release and sends a share of an alias's requests to it.</summary>
    public ArtifactHash StartCanary(string alias, Release release, decimal weight, CanaryLimits? limits = null)
    {
        ArtifactHash id = Do(new PushRelease(release)).Id!.Value;
        var canary = new Canary(id, weight) { Limits = limits ?? new CanaryLimits() };
        Do(new StartCanary(alias, Current.FindAlias(alias)!.Sequence, "test", "a test", canary) { Override = "a test" });
        return id;
    }

    /// <summary>Makes a change that must succeed.</summary>
    public CatalogResult Do(CatalogCommand command)
    {
        CatalogResult result = ApplyAsync(command, CancellationToken.None).GetAwaiter().GetResult();
        Assert.True(result.IsOk, result.Message);
        return result;
    }

    private ArtifactHash Add(string name, ArtifactKind kind, ArtifactHash? of)
    {
        ArtifactHash hash = HashOf(name);
        Do(new PushArtifact(new Artifact(hash, kind, name, 1_000, Now) { Base = of, Rank = of is null ? null : 8 }));
        return hash;
    }
}
