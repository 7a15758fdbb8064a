using System.Collections.Immutable;

namespace FinCluster.Core.Market;

/// <summary>The phases of a venue's days from a date on, in local time.</summary>
/// <param name="From">The first date.</param>
/// <param name="FullDay">In order, without overlap.</param>
/// <param name="HalfDay">The same of days that close early; empty where there are none.</param>
internal sealed record Timetable(DateOnly From, ImmutableArray<TimetablePhase> FullDay, ImmutableArray<TimetablePhase> HalfDay);

/// <summary>A phase in local time.</summary>
/// <param name="Kind">What the venue does.</param>
/// <param name="Start">Minutes after the date's midnight; negative on the evening before.</param>
/// <param name="End">The same, exclusive.</param>
/// <param name="EarliestEnd">The same; <paramref name="End"/> unless the end is drawn at random.</param>
internal sealed record TimetablePhase(PhaseKind Kind, int Start, int End, int EarliestEnd);
