using System.Collections.Immutable;

namespace FinCluster.Core.Market;

/// <summary>A venue on one date.</summary>
/// <param name="Venue">The venue's name.</param>
/// <param name="Date">The date at the exchange.</param>
/// <param name="Kind">Whether it trades.</param>
/// <param name="Status">How well that is known.</param>
/// <param name="Phases">
/// In order, without overlap; a phase may begin on the evening before. Empty on a closed day; those of a full day on an unknown one.
/// </param>
public sealed record TradingDay(string Venue, DateOnly Date, DayKind Kind, YearStatus Status, ImmutableArray<MarketPhase> Phases)
{
    /// <summary>Gets whether people work on this day of a weekend in place of another day. The venue is closed nevertheless.</summary>
    public bool IsMakeUpWorkday { get; init; }

    /// <summary>Gets when the day opens: its opening auction, else its first continuous phase; null without either.</summary>
    public DateTimeOffset? Open =>
        (Phases.FirstOrDefault(phase => phase.Kind == PhaseKind.OpeningAuction) ?? Phases.FirstOrDefault(phase => phase.Kind == PhaseKind.Continuous))?.Start;
}
