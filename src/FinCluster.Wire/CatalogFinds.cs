using FinCluster.Core.Catalog;
using FinCluster.Core.Errors;

namespace FinCluster.Wire;

/// <summary>Takes what <see cref="CatalogReference"/> found, or tells the caller that it is nothing.</summary>
public static class CatalogFinds
{
    /// <summary>Takes a release, or what an alias points to.</summary>
    /// <param name="found">What was found, or why nothing was.</param>
    /// <param name="field">The field that names it.</param>
    /// <exception cref="RequestException">Nothing was found.</exception>
    public static ArtifactHash Require(this (ArtifactHash? Value, string? Problem) found, string field) => found.Value ?? throw Nothing(found.Problem, field);

    /// <summary>Takes an artifact.</summary>
    /// <param name="found">What was found, or why nothing was.</param>
    /// <param name="field">The field that names it.</param>
    /// <exception cref="RequestException">Nothing was found.</exception>
    public static Artifact Require(this (Artifact? Value, string? Problem) found, string field) => found.Value ?? throw Nothing(found.Problem, field);

    /// <summary>Takes anything else of the catalog.</summary>
    /// <param name="found">What was found; null for nothing.</param>
    /// <param name="field">The field that names it.</param>
    /// <param name="problem">Why nothing was.</param>
    /// <exception cref="RequestException">Nothing was found.</exception>
    public static T Require<T>(this T? found, string field, string problem)
        where T : class => found ?? throw Nothing(problem, field);

    private static RequestException Nothing(string? problem, string field) => new(ErrorCode.CatalogEntryNotFound, problem!, field);
}
