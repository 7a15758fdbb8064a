using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace FinCluster.Core.Market;

/// <summary>
/// When exchanges trade. Immutable; any thread may read it. A venue of another calendar, as one that was found before a reload, stands for the
/// one that has its first code here; without such a one, methods throw <see cref="ArgumentException"/>.
/// </summary>
public sealed class MarketCalendar
{
    /// <summary>How many days ahead or back the next or last phase is looked for.</summary>
    public const int HorizonDays = 400;

    /// <summary>The first year that a calendar may tell of.</summary>
    public const int FirstYear = 1990;

    /// <summary>The last year that a calendar may tell of; no venue has phases behind it.</summary>
    public const int LastYear = 2200;

    private static readonly DateOnly FirstDate = new(FirstYear, 1, 1);
    private static readonly DateOnly LastDate = new(LastYear, 12, 31);
    private static readonly Lazy<MarketCalendar> Shipped = new(ReadShipped);

    private readonly FrozenDictionary<string, Venue> _byCode;

    internal MarketCalendar(DateOnly asOf, ImmutableArray<Venue> venues)
    {
        AsOf = asOf;
        Venues = venues;
        _byCode = venues.SelectMany(venue => venue.Codes.Select(code => (code, venue)))
            .ToFrozenDictionary(entry => entry.code, entry => entry.venue, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Gets the calendar that the program carries.</summary>
    /// <exception cref="MarketCalendarException">The system lacks the time zone of a venue.</exception>
    public static MarketCalendar BuiltIn => Shipped.Value;

    /// <summary>Gets the date on which the calendar was put together.</summary>
    public DateOnly AsOf { get; }

    /// <summary>Gets the venues, in the calendar's order.</summary>
    public ImmutableArray<Venue> Venues { get; }

    /// <summary>Finds a venue by any of its codes, ignoring case.</summary>
    public bool TryFind(string code, [NotNullWhen(true)] out Venue? venue) => _byCode.TryGetValue(code, out venue);

    /// <summary>A venue's day, by the date at the exchange.</summary>
    public TradingDay Day(Venue venue, DateOnly date) => date >= FirstDate && date <= LastDate
        ? Own(venue).Day(date)
        : new TradingDay(venue.Name, date, Weekend.Contains(date) ? DayKind.Closed : DayKind.Unknown, YearStatus.Unknown, []);

    /// <summary>What a venue does at an instant.</summary>
    public MarketMoment At(Venue venue, DateTimeOffset instant)
    {
        DateOnly date = LocalTime.DateOf(Own(venue).TimeZone, instant);
        foreach (DateOnly candidate in Dates(date, -1, 1))
        {
            TradingDay day = Day(venue, candidate);
            if (day.Phases.FirstOrDefault(phase => phase.Start <= instant && instant < phase.End) is { } phase)
            {
                return new MarketMoment(venue.Name, day.Date, day.Kind, day.Status, phase.Kind, phase.Start, phase.End);
            }
        }

        TradingDay today = Day(venue, date);
        return new MarketMoment(
            venue.Name, date, today.Kind, today.Status, PhaseKind.Closed, LastEnd(venue, date, instant), NextStart(venue, date, instant));
    }

    /// <summary>
    /// When a venue opens next: the start of a day's opening auction, else of its first continuous phase. Unknown days count.
    /// </summary>
    /// <param name="venue">The venue.</param>
    /// <param name="after">The result is later than this.</param>
    /// <returns>In UTC; null if no day within <see cref="HorizonDays"/> opens, or none up to <see cref="LastYear"/>.</returns>
    public DateTimeOffset? NextOpen(Venue venue, DateTimeOffset after)
    {
        foreach (DateOnly date in Dates(LocalTime.DateOf(Own(venue).TimeZone, after), -1, HorizonDays))
        {
            if (Day(venue, date).Open is { } open && open > after)
            {
                return open;
            }
        }

        return null;
    }

    /// <summary>A venue's phases between two instants, in order and cut to them; nothing stands for the time when it is closed.</summary>
    public IEnumerable<MarketPhase> Phases(Venue venue, DateTimeOffset from, DateTimeOffset to)
    {
        if (from >= to)
        {
            yield break;
        }

        TimeZoneInfo zone = Own(venue).TimeZone;
        DateOnly first = LocalTime.DateOf(zone, from);
        DateOnly last = LocalTime.DateOf(zone, to);
        foreach (DateOnly date in Dates(first, -1, last.DayNumber - first.DayNumber + 1))
        {
            foreach (MarketPhase phase in Day(venue, date).Phases)
            {
                DateTimeOffset start = Later(phase.Start, from);
                DateTimeOffset end = Earlier(phase.End, to);
                if (start < end)
                {
                    DateTimeOffset earliestEnd = Later(start, Earlier(phase.EarliestEnd, end));
                    yield return new MarketPhase(phase.Kind, start.ToUniversalTime(), end.ToUniversalTime()) { EarliestEnd = earliestEnd.ToUniversalTime() };
                }
            }
        }
    }

    /// <summary>What people should know of the calendar for a range of dates: the years of which closures are not known.</summary>
    /// <param name="from">The first date.</param>
    /// <param name="to">The last date, inclusive.</param>
    /// <returns>A sentence for each venue and year, in the calendar's order.</returns>
    public ImmutableArray<string> Warnings(DateOnly from, DateOnly to) => [.. Venues.SelectMany(venue => Warnings(venue, from, to))];

    /// <summary>The same for one venue.</summary>
    public ImmutableArray<string> Warnings(Venue venue, DateOnly from, DateOnly to)
    {
        Venue own = Own(venue);
        return
        [
            .. Enumerable.Range(from.Year, Math.Max(0, to.Year - from.Year + 1))
                .Where(year => own.StatusOf(year) == YearStatus.Unknown)
                .Select(year => Warning(own, year)),
        ];
    }

    private static string Warning(Venue venue, int year)
    {
        string source = venue.Years.FirstOrDefault(known => known.Year == year)?.Source ?? "the calendar does not tell of this year";
        return $"{venue.Name} {year}: the closures are not known, so every other weekday counts as open for capacity and must not be told to anybody as open ({source})";
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    // The dates around one, without those that no calendar tells of.
    private static IEnumerable<DateOnly> Dates(DateOnly around, int first, int last)
    {
        int from = Math.Max(around.DayNumber + first, FirstDate.DayNumber);
        int to = Math.Min(around.DayNumber + last, LastDate.DayNumber);
        for (int day = from; day <= to; day++)
        {
            yield return DateOnly.FromDayNumber(day);
        }
    }

    private static MarketCalendar ReadShipped()
    {
        using Stream stream = typeof(MarketCalendar).Assembly.GetManifestResourceStream("market-calendar.json")!;
        using var reader = new StreamReader(stream);
        return MarketCalendarReader.Read(reader.ReadToEnd());
    }

    private Venue Own(Venue venue) => TryFind(venue.Codes[0], out Venue? own)
        ? own
        : throw new ArgumentException($"the calendar has no venue {venue.Codes[0]}", nameof(venue));

    private DateTimeOffset NextStart(Venue venue, DateOnly date, DateTimeOffset instant)
    {
        foreach (DateOnly candidate in Dates(date, -1, HorizonDays))
        {
            if (Day(venue, candidate).Phases.FirstOrDefault(phase => phase.Start > instant) is { } next)
            {
                return next.Start;
            }
        }

        return DateTimeOffset.MaxValue;
    }

    private DateTimeOffset LastEnd(Venue venue, DateOnly date, DateTimeOffset instant)
    {
        foreach (DateOnly candidate in Dates(date, -HorizonDays, 1).Reverse())
        {
            if (Day(venue, candidate).Phases.LastOrDefault(phase => phase.End <= instant) is { } last)
            {
                return last.End;
            }
        }

        return DateTimeOffset.MinValue;
    }
}
