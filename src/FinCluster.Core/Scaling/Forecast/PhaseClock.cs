using System.Collections.Immutable;
using FinCluster.Core.Market;

namespace FinCluster.Core.Scaling.Forecast;

/// <summary>Where in the markets' day a moment lies.</summary>
/// <param name="Key">The part of the day.</param>
/// <param name="Start">When the part begins.</param>
/// <param name="Until">When the part ends.</param>
/// <param name="Prior">What is assumed of its demand before it was seen, as a multiple of a day's mean.</param>
/// <param name="IsUnknown">Whether a venue's calendar does not reach so far, and a full day is assumed.</param>
public readonly record struct PhaseMoment(PhaseKey Key, DateTimeOffset Start, DateTimeOffset Until, double Prior, bool IsUnknown);

/// <summary>Divides time into parts of the days of some venues. One user at a time.</summary>
/// <remarks>
/// The first venue that is not closed counts; while all are closed, it is the time of the day where the first one is. So a holiday of the first venue, on which the
/// second one trades, has parts of its own.
/// </remarks>
public sealed class PhaseClock
{
    private const int KeptDays = 8;

    private static readonly TimeSpan Width = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ClosedWidth = TimeSpan.FromMinutes(15);

    private readonly MarketCalendar _calendar;
    private readonly ImmutableArray<Venue> _venues;
    private readonly Dictionary<DateOnly, ImmutableArray<PhaseMoment>> _days = [];

    /// <param name="calendar">The venues' days.</param>
    /// <param name="codes">The venues, the most important first; at least one.</param>
    /// <exception cref="ArgumentException">A venue is not in the calendar, or there is none.</exception>
    public PhaseClock(MarketCalendar calendar, ImmutableArray<string> codes)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        if (codes.IsDefaultOrEmpty)
        {
            throw new ArgumentException("at least one venue is needed", nameof(codes));
        }

        _calendar = calendar;
        _venues = [.. codes.Select(code => calendar.TryFind(code, out Venue? venue)
            ? venue : throw new ArgumentException($"venue '{code}' is not in the calendar", nameof(codes)))];
    }

    /// <summary>Finds the part of the day at a moment.</summary>
    public PhaseMoment At(DateTimeOffset instant)
    {
        ImmutableArray<PhaseMoment> parts = PartsOf(DateOnly.FromDateTime(instant.UtcDateTime));
        int low = 0;
        int high = parts.Length - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            (low, high) = parts[middle].Start <= instant ? (middle, high) : (low, middle - 1);
        }

        return parts[low];
    }

    // A day of parts is worked out once: a look at a pool asks for dozens of moments.
    private ImmutableArray<PhaseMoment> PartsOf(DateOnly date)
    {
        if (_days.TryGetValue(date, out ImmutableArray<PhaseMoment> known))
        {
            return known;
        }

        if (_days.Count >= KeptDays)
        {
            _days.Clear();
        }

        var start = new DateTimeOffset(date, TimeOnly.MinValue, TimeSpan.Zero);
        DateTimeOffset end = start.AddDays(1);
        ImmutableArray<PhaseMoment>.Builder parts = ImmutableArray.CreateBuilder<PhaseMoment>();
        for (DateTimeOffset at = start; at < end;)
        {
            PhaseMoment part = PartAt(at);
            DateTimeOffset until = Min(part.Until, end);
            parts.Add(part with { Start = at, Until = until });
            at = until;
        }

        return _days[date] = parts.ToImmutable();
    }

    private PhaseMoment PartAt(DateTimeOffset instant)
    {
        bool isUnknown = false;
        DateTimeOffset until = DateTimeOffset.MaxValue;
        foreach (Venue venue in _venues)
        {
            MarketMoment moment = _calendar.At(venue, instant);
            isUnknown |= moment.Day == DayKind.Unknown;
            until = Min(until, moment.PhaseEnd);
            if (moment.Phase != PhaseKind.Closed)
            {
                return InPhase(venue, moment, instant, until, isUnknown);
            }
        }

        return InClosedTime(instant, until, isUnknown);
    }

    private PhaseMoment InPhase(Venue venue, MarketMoment moment, DateTimeOffset instant, DateTimeOffset until, bool isUnknown)
    {
        int bucket = (int)((instant - moment.PhaseStart) / Width);
        TradingDay day = _calendar.Day(venue, moment.Date);
        int ordinal = OrdinalOf(day, moment.PhaseStart);
        var key = new PhaseKey(venue.Codes[0], Known(moment.Day), moment.Phase, ordinal, bucket);
        DateTimeOffset end = Min(until, moment.PhaseStart + ((bucket + 1) * Width));
        return new PhaseMoment(key, instant, end, DemandShape.Of(day, moment, instant), isUnknown);
    }

    private PhaseMoment InClosedTime(DateTimeOffset instant, DateTimeOffset until, bool isUnknown)
    {
        Venue first = _venues[0];
        DateTimeOffset local = TimeZoneInfo.ConvertTime(instant, first.TimeZone);
        int bucket = (int)(local.TimeOfDay / ClosedWidth);
        DayKind day = Known(_calendar.Day(first, DateOnly.FromDateTime(local.DateTime)).Kind);
        var key = new PhaseKey(first.Codes[0], day, PhaseKind.Closed, 0, bucket);
        DateTimeOffset end = Min(until, instant + (((bucket + 1) * ClosedWidth) - local.TimeOfDay));
        return new PhaseMoment(key, instant, end, DemandShape.OfClosed(day, local.TimeOfDay), isUnknown);
    }

    private static int OrdinalOf(TradingDay day, DateTimeOffset start)
    {
        for (int i = 0; i < day.Phases.Length; i++)
        {
            if (day.Phases[i].Start == start)
            {
                return i;
            }
        }

        return 0;
    }

    private static DayKind Known(DayKind day) => day == DayKind.Unknown ? DayKind.Full : day;

    private static DateTimeOffset Min(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
