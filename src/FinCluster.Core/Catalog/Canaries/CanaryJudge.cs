using System.Globalization;

namespace FinCluster.Core.Catalog.Canaries;

/// <summary>What was seen of one of the two releases since the canary began.</summary>
/// <param name="Requests">Requests that ended.</param>
/// <param name="Errors">Those of them that failed through no fault of the caller.</param>
/// <param name="Refusals">Those of them that the guard refused.</param>
/// <param name="P99Ttft">The 99th percentile of TTFT; null when it is not known.</param>
public readonly record struct CanaryCounters(long Requests, long Errors, long Refusals, TimeSpan? P99Ttft);

/// <summary>What to do with a canary.</summary>
public enum CanaryVerdict
{
    /// <summary>Go on: nothing speaks against it, and not enough was seen.</summary>
    Keep,

    /// <summary>Take it back.</summary>
    Abort,

    /// <summary>Enough was seen, and all limits are kept: it can be promoted.</summary>
    Enough,
}

/// <summary>A verdict, and why.</summary>
/// <param name="Verdict">What to do.</param>
/// <param name="Reason">A sentence for the history when it is to be aborted; empty otherwise.</param>
public readonly record struct CanaryJudgement(CanaryVerdict Verdict, string Reason);

/// <summary>Judges a canary by what was counted; it keeps nothing.</summary>
public static class CanaryJudge
{
    /// <summary>Judges a canary.</summary>
    /// <param name="limits">When it is taken back.</param>
    /// <param name="stable">What was seen of the release that serves the others.</param>
    /// <param name="canary">What was seen of the canary.</param>
    public static CanaryJudgement Judge(CanaryLimits limits, CanaryCounters stable, CanaryCounters canary)
    {
        ArgumentNullException.ThrowIfNull(limits);
        string? reason =
            FindExcess("failed", limits.MaxErrorRate, canary.Errors, stable.Errors, limits, stable, canary)
            ?? FindExcess("were refused by the guard", limits.MaxRefusalRate, canary.Refusals, stable.Refusals, limits, stable, canary)
            ?? FindSlowness(limits, stable, canary);
        return reason is not null
            ? new CanaryJudgement(CanaryVerdict.Abort, reason)
            : new CanaryJudgement(canary.Requests >= limits.EnoughRequests ? CanaryVerdict.Enough : CanaryVerdict.Keep, "");
    }

    private static string? FindExcess(
        string what, decimal? limit, long count, long stableCount, CanaryLimits limits, CanaryCounters stable, CanaryCounters canary)
    {
        // Until there are enough requests, all that are missing are taken as good ones: what is too much even then need not be waited for.
        decimal least = (decimal)count / Math.Max(Math.Max(canary.Requests, limits.MinRequests), 1);
        decimal rate = canary.Requests > 0 ? (decimal)count / canary.Requests : 0;
        decimal stableRate = stable.Requests > 0 ? (decimal)stableCount / stable.Requests : 0;
        return limit is { } most && least > most && rate > stableRate
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{count} of {canary.Requests} requests {what}, {rate:P2}; at most {most:P2} may, and {stableRate:P2} do at the stable release")
            : null;
    }

    private static string? FindSlowness(CanaryLimits limits, CanaryCounters stable, CanaryCounters canary)
    {
        bool isKnown = canary.Requests >= limits.MinRequests && stable.Requests >= limits.MinRequests;
        return isKnown && limits.MaxTtftRatio is { } ratio && canary.P99Ttft is { } slow && stable.P99Ttft is { } normal && slow.Ticks > ratio * normal.Ticks
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"p99 TTFT is {slow.TotalMilliseconds:0.#} ms, {normal.TotalMilliseconds:0.#} ms at the stable release; at most {ratio} times that is allowed")
            : null;
    }
}
