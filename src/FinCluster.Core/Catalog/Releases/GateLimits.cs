namespace FinCluster.Core.Catalog.Releases;

/// <summary>What <see cref="PromotionGate"/> asks for. What the regulator cares about is fixed; only a recorded override passes it.</summary>
public sealed record GateLimits
{
    /// <summary>The least share of questions about regulation that must be answered right.</summary>
    public const decimal MinRegulatoryAccuracy = 0.88m;

    /// <summary>The least share of risky requests that must be recognised.</summary>
    public const decimal MinRiskSensitivity = 0.95m;

    /// <summary>The largest share of parameters that adapters may change.</summary>
    public const decimal MaxParameterChange = 0.05m;

    /// <summary>Gets the largest 99th percentile of latency; null when any will do, as long as it was measured.</summary>
    /// <value>Default null.</value>
    public TimeSpan? MaxP99Latency { get; init; }
}
