using System.CommandLine;
using FinCluster.Cli.Serving;
using FinCluster.Core.Catalog;

namespace FinCluster.Cli.Commands.Models;

/// <summary>What the commands on the catalog share.</summary>
internal static class CatalogCalls
{
    /// <summary>Makes a change.</summary>
    /// <exception cref="CatalogRefusalException">The catalog refuses it.</exception>
    public static async Task<CatalogResult> DoAsync(this CatalogStore store, CatalogCommand command, CancellationToken cancellationToken)
    {
        CatalogResult result = await store.Catalog.ApplyAsync(command, cancellationToken);
        return result.IsOk ? result : throw new CatalogRefusalException(result.Message);
    }

    /// <summary>Takes what was found.</summary>
    /// <exception cref="CatalogRefusalException">It is nothing.</exception>
    public static T Found<T>(this (T? Value, string? Problem) found)
        where T : class => found.Value ?? throw new CatalogRefusalException(found.Problem!);

    /// <summary>Takes what was found.</summary>
    /// <exception cref="CatalogRefusalException">It is nothing.</exception>
    public static ArtifactHash Found(this (ArtifactHash? Value, string? Problem) found) =>
        found.Value ?? throw new CatalogRefusalException(found.Problem!);

    /// <summary>Makes the argument that names an alias.</summary>
    public static Argument<string> Alias() => new("alias") { Description = $"The alias: {CatalogName.Rule}" };
}
