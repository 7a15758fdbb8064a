namespace FinCluster.Core.Scaling.Policies;

/// <summary>What is known when a pool is looked at. Rates are output tokens per second.</summary>
public sealed record ScalingInput
{
    /// <summary>Gets the time.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Gets how many replicas are asked for now.</summary>
    public required int Desired { get; init; }

    /// <summary>Gets how many take requests.</summary>
    public required int Ready { get; init; }

    /// <summary>Gets whether anybody has said what is asked; if not, the rates are zero and mean nothing.</summary>
    public bool IsDemandKnown { get; init; } = true;

    /// <summary>Gets what was asked in the last half minute.</summary>
    public double TokensPerSecond { get; init; }

    /// <summary>Gets what was asked in the last few seconds.</summary>
    public double RecentTokensPerSecond { get; init; }

    /// <summary>Gets the output tokens of requests that wait for a turn.</summary>
    public double QueuedTokens { get; init; }

    /// <summary>Gets the requests that have their turn, also while no replica is there to compute them.</summary>
    public int RunningRequests { get; init; }

    /// <summary>Gets the time to the first token of 99 % of the last half minute's requests, in seconds; null for none.</summary>
    public double? TtftP99 { get; init; }

    /// <summary>Gets the part of the KV cache that running requests hold, on the fullest replicas.</summary>
    /// <value>0 to 1.</value>
    public double KvPressure { get; init; }

    /// <summary>Gets the time from asking for a replica until it takes requests, in seconds, as measured or planned.</summary>
    public required double StartSeconds { get; init; }
}
