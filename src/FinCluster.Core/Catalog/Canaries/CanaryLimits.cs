namespace FinCluster.Core.Catalog.Canaries;

/// <summary>When a canary is taken back without asking anybody. A limit that is null is not looked at.</summary>
public sealed record CanaryLimits
{
    /// <summary>Gets the largest share of requests that may fail, 0 to 1, unless as many fail at the stable release.</summary>
    /// <value>Default 0.02.</value>
    public decimal? MaxErrorRate { get; init; } = 0.02m;

    /// <summary>Gets how many times the stable release's 99th percentile of TTFT the canary's may be, at least 1.</summary>
    /// <value>Default 1.5.</value>
    public decimal? MaxTtftRatio { get; init; } = 1.5m;

    /// <summary>Gets the largest share of answers that the guard may refuse, 0 to 1, unless it refuses as many of the stable release.</summary>
    /// <value>Default 0.05.</value>
    public decimal? MaxRefusalRate { get; init; } = 0.05m;

    /// <summary>Gets how many requests of the canary are seen before rates and latency are judged.</summary>
    /// <value>Default 100.</value>
    public int MinRequests { get; init; } = 100;

    /// <summary>Gets after how many requests of the canary, all limits kept, enough was seen to promote it.</summary>
    /// <value>Default 1,000.</value>
    public int EnoughRequests { get; init; } = 1_000;

    /// <summary>Says what is wrong with them; null when nothing is.</summary>
    public string? FindProblem() =>
        IsShare(MaxErrorRate) && IsShare(MaxRefusalRate)
            ? MaxTtftRatio is null or >= 1 and <= 1_000
                ? MinRequests >= 1 && EnoughRequests >= MinRequests
                    ? null
                    : "a canary needs at least 1 request before it is judged, and not fewer before it is enough"
                : "a canary's TTFT ratio must be between 1 and 1000"
            : "a canary's error and refusal rates must be between 0 and 1";

    private static bool IsShare(decimal? rate) => rate is null or >= 0 and <= 1;
}
