using System.ComponentModel.DataAnnotations;

namespace FinCluster.Gateway.Tiers;

/// <summary>How requests are divided between the edge and central nodes.</summary>
public sealed class TierOptions
{
    /// <summary>Gets or sets the model of the edge: an alias of the catalog, or a replica on nodes of the edge tier.</summary>
    /// <value>Default null: all requests go to the models that they name.</value>
    public string? EdgeModel { get; set; }

    /// <summary>Gets or sets how long the edge's first tokens are waited for before central is asked.</summary>
    /// <value>Default 30 ms: as much is added to the answers that central gives in the end. Range 1 ms to 10 s.</value>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:10")]
    public TimeSpan ProbeTime { get; set; } = TimeSpan.FromMilliseconds(30);
}
