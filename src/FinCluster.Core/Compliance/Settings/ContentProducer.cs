namespace FinCluster.Core.Compliance.Settings;

/// <summary>Who offers the service, as the metadata of generated content says it.</summary>
/// <param name="Name">The provider's name.</param>
/// <param name="Code">The provider's registered code; empty for none.</param>
public sealed record ContentProducer(string Name, string Code)
{
    /// <summary>The producer where none is configured.</summary>
    public static readonly ContentProducer Unnamed = new("FinCluster", "");
}
