namespace FinCluster.Core.Compliance.Monitoring;

/// <summary>From where on a measure is an alarm.</summary>
public sealed record DriftLimits
{
    /// <summary>Gets the largest drift index of a feature that is none.</summary>
    /// <value>Default 0.15. Usual bands of the index: below 0.1 nothing, above 0.25 another population.</value>
    public double Drift { get; init; } = 0.15;

    /// <summary>Gets the largest share of requests that may go wrong.</summary>
    /// <value>Default 0.02.</value>
    public double Abnormal { get; init; } = 0.02;

    /// <summary>Gets the largest share of answers that guards may cut off.</summary>
    /// <value>Default 0.001.</value>
    public double Sensitive { get; init; } = 0.001;

    /// <summary>Gets the largest share of reviewed refusals that reviewers may approve.</summary>
    /// <value>Default 0.03.</value>
    public double OverRefusal { get; init; } = 0.03;

    /// <summary>Gets the least rank correlation of a quality metric with what the business counts.</summary>
    /// <value>Default 0.85.</value>
    public double KpiCorrelation { get; init; } = 0.85;

    /// <summary>Gets how many requests, answers or questions with a cluster must be in the window, and in the baseline, before anything is said of them.</summary>
    /// <value>Default 500: two samples of that size of one distribution stay below an index of 0.15.</value>
    public int MinSample { get; init; } = 500;

    /// <summary>Gets how many refusals must have been reviewed before anything is said of them.</summary>
    /// <value>Default 50.</value>
    public int MinReviews { get; init; } = 50;

    /// <summary>Gets how improbable a share over its limit must be, if the true share were the limit, to be an alarm and not chance.</summary>
    /// <value>Default 0.001. At 500 answers and a limit of 0.1 % that is 5 cut ones.</value>
    public double Significance { get; init; } = 0.001;
}
