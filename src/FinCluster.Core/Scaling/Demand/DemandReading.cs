namespace FinCluster.Core.Scaling.Demand;

/// <summary>What is asked of a model in all of a cluster. Rates are output tokens per second.</summary>
/// <param name="TokensPerSecond">What was asked in the last half minute.</param>
/// <param name="RecentTokensPerSecond">What was asked in the last few seconds.</param>
/// <param name="QueuedTokens">The output tokens of requests that wait for a turn.</param>
/// <param name="QueuedRequests">The requests that wait for a turn.</param>
/// <param name="RunningRequests">The requests that have their turn, also while no replica is there to compute them.</param>
/// <param name="TtftP99">The time to the first token of 99 % of the last half minute's requests, in seconds, as the upper bound of their bucket; null for none.</param>
/// <param name="KvPressure">The part of the KV cache that running requests hold.</param>
/// <param name="TokensPerAnswer">The mean length of an answer.</param>
public readonly record struct DemandReading(
    double TokensPerSecond,
    double RecentTokensPerSecond,
    double QueuedTokens,
    int QueuedRequests,
    int RunningRequests,
    double? TtftP99,
    double KvPressure,
    double TokensPerAnswer);
