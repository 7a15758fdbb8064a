namespace FinCluster.Core.Catalog.Releases;

/// <summary>An adapter, and how strongly it changes the base model.</summary>
/// <param name="Adapter">The adapter.</param>
/// <param name="Scale">What its change is multiplied by; above 0, at most 10, in steps of 0.000001.</param>
public sealed record AdapterUse(ArtifactHash Adapter, decimal Scale = 1)
{
    /// <summary>The largest scale.</summary>
    public const decimal MaxScale = 10;

    /// <summary>Says what is wrong with a scale; null when nothing is.</summary>
    public static string? FindProblem(decimal scale) => scale is > 0 and <= MaxScale && ReleaseText.IsExact(scale)
        ? null
        : "an adapter's scale must be above 0 and at most 10, with at most 6 decimals";
}
