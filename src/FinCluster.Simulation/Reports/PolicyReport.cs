namespace FinCluster.Simulation.Reports;

/// <summary>What came of the measured days under a policy.</summary>
public sealed record PolicyReport
{
    /// <summary>Gets the policy.</summary>
    public required string Policy { get; init; }

    /// <summary>Gets the requests.</summary>
    public required long Requests { get; init; }

    /// <summary>Gets those that were answered to the end.</summary>
    public required long Answers { get; init; }

    /// <summary>Gets those that were refused: too many waited, or they had waited too long.</summary>
    public required long Refused { get; init; }

    /// <summary>Gets those whose first token came in time.</summary>
    public required long InTime { get; init; }

    /// <summary>Gets the share of requests whose first token came in time.</summary>
    public required double SloShare { get; init; }

    /// <summary>Gets the requests per second whose first token came in time.</summary>
    public required double Goodput { get; init; }

    /// <summary>Gets the share of the worst minute's requests whose first token came in time.</summary>
    public required double WorstMinuteSloShare { get; init; }

    /// <summary>Gets the median time to the first token, of those that were not refused, in seconds.</summary>
    public required double TtftP50 { get; init; }

    /// <summary>Gets the time to the first token of 99 %, in seconds.</summary>
    public required double TtftP99 { get; init; }

    /// <summary>Gets the most requests that waited.</summary>
    public required int MostQueued { get; init; }

    /// <summary>Gets what was paid for, in replica-hours: from asking for a replica until it has ended.</summary>
    public required double ReplicaHours { get; init; }

    /// <summary>Gets the part of that in which replicas started.</summary>
    public required double StartingHours { get; init; }

    /// <summary>Gets the price of that.</summary>
    public required double Cost { get; init; }

    /// <summary>Gets the tokens that were generated, as a share of what the ready replicas could have.</summary>
    public required double Utilization { get; init; }

    /// <summary>Gets the same while the market was open, pauses included.</summary>
    public required double MarketUtilization { get; init; }

    /// <summary>Gets what was paid for beyond what a clairvoyant would have, in replica-hours: summed over the minutes in which it was more.</summary>
    public required double WasteHours { get; init; }

    /// <summary>Gets the shortest time before a bell at which the replicas that it needed were ready, in seconds; negative after it, null without a bell.</summary>
    public required double? ReadyBeforeBell { get; init; }

    /// <summary>Gets how often another number of replicas was asked for.</summary>
    public required int ScaleActions { get; init; }
}
