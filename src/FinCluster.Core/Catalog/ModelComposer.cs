using FinCluster.Core.Catalog.Aliases;
using FinCluster.Core.Catalog.Releases;

namespace FinCluster.Core.Catalog;

/// <summary>What a request's model comes to.</summary>
/// <param name="Id">The release that its alias points to.</param>
/// <param name="Release">That release, with the adapters that the request names in place of its own.</param>
/// <param name="IsCanary">Whether it is the canary's.</param>
public sealed record ComposedModel(ArtifactHash Id, Release Release, bool IsCanary);

/// <summary>Composes the models of requests from a catalog.</summary>
public static class ModelComposer
{
    /// <summary>Composes a model.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="name">What the request names.</param>
    /// <param name="picksCanary">Asked, when the alias has a canary, whether the request goes there.</param>
    /// <returns>The model; or null, and a sentence for the caller.</returns>
    public static (ComposedModel? Model, string? Problem) Compose(CatalogSnapshot catalog, ModelName name, Func<Canaries.Canary, bool> picksCanary)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(picksCanary);
        if (catalog.FindAlias(name.Alias) is not { Kind: AliasKind.Model } alias)
        {
            return (null, $"there is no model '{name.Alias}'");
        }

        bool isCanary = alias.Canary is { } canary && picksCanary(canary);
        ArtifactHash id = isCanary ? alias.Canary!.Release : alias.Target;
        Release release = catalog.FindRelease(id)!.Release;
        string? problem = name.Domain is null ? null : Add(catalog, name, ref release, name.Domain, isLast: name.Task is null);
        problem ??= name.Task is null ? null : Add(catalog, name, ref release, name.Task, isLast: true);
        return problem is null ? (new ComposedModel(id, release, isCanary), null) : (null, problem);
    }

    /// <summary>Puts the adapter of an alias in the place of a release's own of that kind.</summary>
    internal static Release With(Release release, CatalogAlias adapter)
    {
        var use = new AdapterUse(adapter.Target, adapter.Current.Scale ?? 1);
        return adapter.Kind == AliasKind.DomainAdapter ? release with { Domain = use } : release with { Task = use };
    }

    // One adapter alone may be of either kind; of two, the first is the domain's.
    private static string? Add(CatalogSnapshot catalog, ModelName name, ref Release release, string adapter, bool isLast)
    {
        CatalogAlias? alias = catalog.FindAlias(adapter);
        if (alias is null or { Kind: AliasKind.Model })
        {
            return $"there is no adapter '{adapter}'";
        }

        if (name.Task is not null && isLast != (alias.Kind == AliasKind.TaskAdapter))
        {
            return isLast ? $"'{adapter}' is for a domain; the task's adapter stands last" : $"'{adapter}' is for a task; the domain's adapter stands first";
        }

        Artifact artifact = catalog.FindArtifact(alias.Target)!;
        if (artifact.Base != release.Base)
        {
            return $"the adapter '{adapter}' is not for the base model of '{name.Alias}'";
        }

        release = With(release, alias);
        return null;
    }
}
