namespace FinCluster.Cli.Commands.Market;

/// <summary>What <c>market show --json</c> prints. Times have the offset of Beijing unless they are called local.</summary>
internal sealed record MarketReport(DateTimeOffset At, IReadOnlyList<VenueReport> Venues, IReadOnlyList<string> Warnings);

internal sealed record VenueReport(
    string Venue, IReadOnlyList<string> Codes, string TimeZone, VenueMomentReport Now, DateTimeOffset? NextOpen, IReadOnlyList<VenueDayReport> Days);

/// <param name="LocalTime">The time that is looked at, at the exchange.</param>
/// <param name="Date">The trading day of the phase, else the date at the exchange.</param>
/// <param name="Day">Closed, full, half or unknown.</param>
/// <param name="Status">Official, derived or unknown.</param>
/// <param name="Phase">As in the calendar's file.</param>
/// <param name="Assumed">Whether the closures of the year are not known, so that nobody may be told that the exchange is open.</param>
/// <param name="Since">When the phase began.</param>
/// <param name="Until">When it ends.</param>
internal sealed record VenueMomentReport(
    DateTimeOffset LocalTime, DateOnly Date, string Day, string Status, string Phase, bool Assumed, DateTimeOffset? Since, DateTimeOffset? Until);

internal sealed record VenueDayReport(DateOnly Date, string Kind, string Status, bool MakeUpWorkday, IReadOnlyList<VenuePhaseReport> Phases);

/// <param name="Phase">As in the calendar's file.</param>
/// <param name="StartLocal">When it begins, at the exchange.</param>
/// <param name="EndLocal">When it ends at the latest, at the exchange.</param>
/// <param name="EarliestEndLocal">When it ends at the earliest, at the exchange.</param>
/// <param name="StartBeijing">When it begins.</param>
/// <param name="EndBeijing">When it ends at the latest.</param>
internal sealed record VenuePhaseReport(
    string Phase, DateTimeOffset StartLocal, DateTimeOffset EndLocal, DateTimeOffset EarliestEndLocal, DateTimeOffset StartBeijing, DateTimeOffset EndBeijing);
