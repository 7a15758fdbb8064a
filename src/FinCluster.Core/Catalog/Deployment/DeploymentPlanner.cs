using System.Collections.Immutable;
using FinCluster.Core.Catalog.Aliases;
using FinCluster.Core.Catalog.Releases;
using FinCluster.Core.Fleet;
using FinCluster.Core.Replicas;

namespace FinCluster.Core.Catalog.Deployment;

/// <summary>Compares the catalog with the fleet. It keeps nothing, so every gateway comes to the same plan.</summary>
/// <remarks>
/// <para>Wanted is, for each model alias: its release, its canary, and its release with each adapter that an alias of its own points to. What an alias
/// pointed to before is not loaded, but stays where it is, so that a rollback finds it.</para>
/// <para>A replica goes to the nodes that have its base in memory. Where none has, as after the promotion of a new base, it goes to the nodes that serve
/// what the alias pointed to before, and where there is none of that either, to all central nodes.</para>
/// </remarks>
public static class DeploymentPlanner
{
    /// <summary>The most adapters that are loaded on each base without being asked for; more wait for their first request.</summary>
    public const int MaxEagerAdapters = 16;

    /// <summary>Makes a plan.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="fleet">The nodes.</param>
    /// <param name="demanded">What requests have asked for besides: compositions of several adapters.</param>
    public static DeploymentPlan Plan(CatalogSnapshot catalog, FleetSnapshot fleet, IReadOnlyCollection<Release> demanded)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(fleet);
        ArgumentNullException.ThrowIfNull(demanded);
        ImmutableArray<FleetNode> ready = [.. fleet.Nodes.Where(node => node.State == NodeState.Ready)];
        var present = ready.ToDictionary(node => node.Id, node => node.Models.Select(ReplicaContent.Of).ToHashSet());
        ImmutableArray<ReplicaLoadOrder>.Builder loads = ImmutableArray.CreateBuilder<ReplicaLoadOrder>();
        var seen = new HashSet<(NodeId, ReplicaContent)>();
        var kept = new HashSet<ReplicaContent>();
        foreach ((Release release, CatalogAlias? alias) in Wanted(catalog).Concat(demanded.Select(release => (release, (CatalogAlias?)null))))
        {
            var content = ReplicaContent.Of(release);
            kept.Add(content);
            loads.AddRange(Hosts(catalog, ready, release, alias)
                .Where(node => !present[node.Id].Contains(content) && seen.Add((node.Id, content)))
                .Select(node => new ReplicaLoadOrder(node, release)));
        }

        kept.UnionWith(ModelAliases(catalog)
            .Select(alias => alias.Before)
            .OfType<AliasEntry>()
            .Select(entry => ReplicaContent.Of(catalog.FindRelease(entry.Target)!.Release)));
        return new DeploymentPlan(loads.DrainToImmutable(), [.. ready.SelectMany(node => Idle(node, kept))]);
    }

    private static IEnumerable<(Release Release, CatalogAlias? Alias)> Wanted(CatalogSnapshot catalog)
    {
        foreach (CatalogAlias alias in ModelAliases(catalog))
        {
            yield return (catalog.FindRelease(alias.Target)!.Release, alias);
            if (alias.Canary is { } canary)
            {
                yield return (catalog.FindRelease(canary.Release)!.Release, alias);
            }
        }

        foreach (CatalogAlias alias in ModelAliases(catalog))
        {
            Release release = catalog.FindRelease(alias.Target)!.Release;
            foreach (CatalogAlias adapter in Adapters(catalog, release.Base).Take(MaxEagerAdapters))
            {
                yield return (ModelComposer.With(release, adapter), alias);
            }
        }
    }

    private static IEnumerable<CatalogAlias> ModelAliases(CatalogSnapshot catalog) => catalog.Aliases.Where(alias => alias.Kind == AliasKind.Model);

    private static IEnumerable<CatalogAlias> Adapters(CatalogSnapshot catalog, ArtifactHash baseHash) =>
        catalog.Aliases.Where(alias => alias.Kind != AliasKind.Model && catalog.FindArtifact(alias.Target)?.Base == baseHash);

    private static IEnumerable<FleetNode> Hosts(CatalogSnapshot catalog, ImmutableArray<FleetNode> ready, Release release, CatalogAlias? alias)
    {
        FleetNode[] withBase = [.. ready.Where(node => HasBase(node, release.Base))];
        if (withBase.Length > 0)
        {
            return withBase;
        }

        HashSet<ArtifactHash> earlier = [.. alias?.History.Select(entry => catalog.FindRelease(entry.Target)!.Release.Base) ?? []];
        FleetNode[] serving = [.. ready.Where(node => earlier.Any(hash => HasBase(node, hash)))];
        return serving.Length > 0 ? serving : ready.Where(node => node.Tier == NodeTier.Central);
    }

    private static bool HasBase(FleetNode node, ArtifactHash hash) => node.Models.Any(model => model.ContentHash == hash.Value);

    private static IEnumerable<IdleReplica> Idle(FleetNode node, HashSet<ReplicaContent> kept) => node.Models
        .Where(model => ReplicaContent.IsLoaded(model.Name) && !kept.Contains(ReplicaContent.Of(model)))
        .Select(model => new IdleReplica(node, model.Name));
}
