using FinCluster.Core.Catalog;
using FinCluster.Core.Errors;

namespace FinCluster.Gateway.Admin.Models;

/// <summary>Takes what <see cref="CatalogReference"/> found, or tells the caller that it is nothing.</summary>
internal static class CatalogFinds
{
    public static ArtifactHash Require(this (ArtifactHash? Value, string? Problem) found, string field) => found.Value ?? throw Nothing(found.Problem, field);

    public static Artifact Require(this (Artifact? Value, string? Problem) found, string field) => found.Value ?? throw Nothing(found.Problem, field);

    public static T Require<T>(this T? found, string field, string problem)
        where T : class => found ?? throw Nothing(problem, field);

    private static RequestException Nothing(string? problem, string field) => new(ErrorCode.CatalogEntryNotFound, problem!, field);
}
