namespace FinCluster.Core.Market;

/// <summary>What a venue does at one instant.</summary>
/// <param name="Venue">The venue's name.</param>
/// <param name="Date">The trading day that the phase belongs to; outside of phases the date at the exchange.</param>
/// <param name="Day">Whether the venue trades on that date. With <see cref="DayKind.Unknown"/> the phase is an assumption for capacity.</param>
/// <param name="Status">How well that is known.</param>
/// <param name="Phase">What the venue does.</param>
/// <param name="PhaseStart">When that began, in UTC; <see cref="DateTimeOffset.MinValue"/> if no phase ended within <see cref="MarketCalendar.HorizonDays"/>.</param>
/// <param name="PhaseEnd">When it ends, in UTC, exclusive; <see cref="DateTimeOffset.MaxValue"/> if no phase begins within that.</param>
public sealed record MarketMoment(
    string Venue, DateOnly Date, DayKind Day, YearStatus Status, PhaseKind Phase, DateTimeOffset PhaseStart, DateTimeOffset PhaseEnd);
