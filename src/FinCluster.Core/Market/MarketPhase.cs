namespace FinCluster.Core.Market;

/// <summary>A part of a trading day.</summary>
/// <param name="Kind">What the venue does.</param>
/// <param name="Start">When it begins, in UTC.</param>
/// <param name="End">When it ends at the latest, in UTC, exclusive.</param>
public sealed record MarketPhase(PhaseKind Kind, DateTimeOffset Start, DateTimeOffset End)
{
    /// <summary>Gets when it ends at the earliest, in UTC: before <see cref="End"/> where the venue draws the end at random, as Hong Kong does.</summary>
    /// <value>Default <see cref="End"/>.</value>
    public DateTimeOffset EarliestEnd { get; init; } = End;
}
