using System.ComponentModel.DataAnnotations;
using FinCluster.Core.Compliance.Monitoring;

namespace FinCluster.Gateway.Compliance.Monitoring;

/// <summary>How the gateway watches the quality of its answers.</summary>
public sealed class DriftOptions
{
    /// <summary>Gets or sets how long a request counts.</summary>
    /// <value>Default 30 minutes. Range 1 minute to 1 day.</value>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>Gets or sets how long a review of a refusal counts.</summary>
    /// <value>Default 7 days. Range 1 hour to 90 days.</value>
    [Range(typeof(TimeSpan), "01:00:00", "90.00:00:00")]
    public TimeSpan ReviewWindow { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Gets or sets of how many requests a baseline is made, at least.</summary>
    /// <value>Default 2,000. Range 500 to 10,000,000.</value>
    [Range(500, 10_000_000)]
    public int BaselineSample { get; set; } = 2_000;

    /// <summary>Gets or sets from where on a measure is an alarm.</summary>
    [Required]
    public DriftLimits Limits { get; set; } = new();

    /// <summary>Gets or sets the folder with the baseline, <c>drift-baseline.json</c>, which is made when it is not there.</summary>
    /// <value>Default null: each start makes a new baseline, in memory.</value>
    public string? Folder { get; set; }

    /// <summary>Gets or sets how long an alarm must hold before the alias of its release is moved back.</summary>
    /// <value>Default null: never. Range 1 minute to 1 day.</value>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan? RollbackAfter { get; set; }

    /// <summary>Gets or sets how long after an alias has moved it is moved back; later nobody would take the move for the cause.</summary>
    /// <value>Default 1 day. Range 1 minute to 30 days.</value>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan RollbackWithin { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Gets or sets the share of questions that are embedded, where there is an embedder.</summary>
    /// <value>Default 0.05. Range 0 to 1.</value>
    [Range(0.0, 1.0)]
    public double EmbeddedShare { get; set; } = 0.05;

    /// <summary>Gets or sets how many clusters of questions there are.</summary>
    /// <value>Default 12. Range 8 to 16.</value>
    [Range(EmbeddingClusters.MinCount, EmbeddingClusters.MaxCount)]
    public int Clusters { get; set; } = 12;

    internal void CopyTo(DriftOptions other)
    {
        (other.Window, other.ReviewWindow, other.BaselineSample, other.Limits) = (Window, ReviewWindow, BaselineSample, Limits);
        (other.Folder, other.RollbackAfter, other.RollbackWithin) = (Folder, RollbackAfter, RollbackWithin);
        (other.EmbeddedShare, other.Clusters) = (EmbeddedShare, Clusters);
    }
}
