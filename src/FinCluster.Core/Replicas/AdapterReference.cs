namespace FinCluster.Core.Replicas;

/// <summary>An adapter of a replica that is to be loaded.</summary>
/// <param name="File">Its file.</param>
/// <param name="Scale">How strongly it acts; see <see cref="AdapterScale"/>.</param>
public sealed record AdapterReference(ArtifactReference File, float Scale = AdapterScale.Default)
{
    /// <summary>Gets what people call it; its hash when nobody named it.</summary>
    public string Name { get => field ?? File.Hash.Value; init => field = string.IsNullOrEmpty(value) ? null : value; }
}
