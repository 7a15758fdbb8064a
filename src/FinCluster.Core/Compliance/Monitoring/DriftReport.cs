using System.Collections.Immutable;

namespace FinCluster.Core.Compliance.Monitoring;

/// <summary>What is measured against a limit.</summary>
public enum QualityMeasure
{
    /// <summary>The drift index of a feature.</summary>
    Drift,

    /// <summary>The share of requests that go wrong.</summary>
    Abnormal,

    /// <summary>The share of answers that guards cut off.</summary>
    Sensitive,

    /// <summary>The share of reviewed refusals that should have been answers.</summary>
    OverRefusal,

    /// <summary>The rank correlation of a quality metric with what the business counts.</summary>
    KpiCorrelation,
}

/// <summary>A measure beyond its limit.</summary>
/// <param name="Measure">The measure.</param>
/// <param name="Value">What it is.</param>
/// <param name="Limit">What it may be.</param>
/// <param name="Reason">A sentence for whoever looks after it.</param>
public sealed record QualityAlarm(QualityMeasure Measure, double Value, double Limit, string Reason)
{
    /// <summary>Gets the feature that has drifted; null for other measures.</summary>
    public DriftFeature? Feature { get; init; }
}

/// <summary>The drift index of a feature.</summary>
/// <param name="Feature">The feature.</param>
/// <param name="Index">Its index; null while window or baseline is too small.</param>
/// <param name="Sample">How many in the window it is computed of.</param>
public sealed record FeatureDrift(DriftFeature Feature, double? Index, long Sample);

/// <summary>How the requests of a window are. A share or index is null where there is too little to say.</summary>
public sealed record DriftReport
{
    /// <summary>Gets how many requests the window holds.</summary>
    public required long Requests { get; init; }

    /// <summary>Gets the drift of each feature. Two lists are equal only if they are one, or empty.</summary>
    public required ImmutableArray<FeatureDrift> Features { get; init; }

    /// <summary>Gets the feature that has drifted most; null when there is no index.</summary>
    public FeatureDrift? Largest => Features.Where(feature => feature.Index is not null).MaxBy(feature => feature.Index);

    /// <summary>Gets the share of requests that went wrong.</summary>
    public double? AbnormalShare { get; init; }

    /// <summary>Gets the share of answers that guards cut off.</summary>
    public double? SensitiveShare { get; init; }

    /// <summary>Gets the share of reviewed refusals that reviewers approved.</summary>
    public double? OverRefusalShare { get; init; }

    /// <summary>Gets the rank correlation with what the business counts; null when nobody has given it.</summary>
    public double? KpiCorrelation { get; init; }

    /// <summary>Gets what is beyond its limit. Two lists are equal only if they are one, or empty.</summary>
    public required ImmutableArray<QualityAlarm> Alarms { get; init; }
}
