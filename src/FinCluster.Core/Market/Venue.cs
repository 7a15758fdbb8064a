using System.Collections.Frozen;
using System.Collections.Immutable;

namespace FinCluster.Core.Market;

/// <summary>An exchange, or several with the same days and hours.</summary>
public sealed class Venue
{
    private const int RecentDays = 16;

    private readonly ImmutableArray<Timetable> _timetables;
    private readonly FrozenDictionary<DateOnly, DayKind> _specialDays;
    private readonly FrozenSet<DateOnly> _makeUpWorkdays;
    private readonly FrozenDictionary<int, MarketYear> _years;

    // Days are asked for again and again, and the rules of time zones are slow. An entry is written whole, by whoever worked it out last.
    private readonly TradingDay?[] _recent = new TradingDay?[RecentDays];

    internal Venue(
        string name, ImmutableArray<string> codes, TimeZoneInfo timeZone, ImmutableArray<Timetable> timetables, ImmutableArray<MarketYear> years)
    {
        Name = name;
        Codes = codes;
        TimeZone = timeZone;
        Years = years;
        _timetables = timetables;
        _years = years.ToFrozenDictionary(year => year.Year);
        _makeUpWorkdays = years.SelectMany(year => year.MakeUpWorkdays).ToFrozenSet();
        _specialDays = years
            .SelectMany(year => year.Closures.Select(date => (date, DayKind.Closed)).Concat(year.HalfDays.Select(date => (date, DayKind.Half))))
            .ToFrozenDictionary(day => day.date, day => day.Item2);
    }

    /// <summary>Gets its name, for people.</summary>
    public string Name { get; }

    /// <summary>Gets what it is known by, ISO 10383 codes first. Case does not matter.</summary>
    public ImmutableArray<string> Codes { get; }

    /// <summary>Gets its time zone.</summary>
    public TimeZoneInfo TimeZone { get; }

    /// <summary>Gets the years that the calendar tells of, in order; of others nothing is known.</summary>
    public ImmutableArray<MarketYear> Years { get; }

    /// <summary>Gets how well the closures of a year are known.</summary>
    public YearStatus StatusOf(int year) => _years.TryGetValue(year, out MarketYear? known) ? known.Status : YearStatus.Unknown;

    /// <inheritdoc/>
    public override string ToString() => Name;

    internal TradingDay Day(DateOnly date)
    {
        ref TradingDay? recent = ref _recent[date.DayNumber % RecentDays];
        if (Volatile.Read(ref recent) is { } day && day.Date == date)
        {
            return day;
        }

        day = WorkOut(date);
        Volatile.Write(ref recent, day);
        return day;
    }

    private TradingDay WorkOut(DateOnly date)
    {
        YearStatus status = StatusOf(date.Year);
        DayKind kind = Weekend.Contains(date) ? DayKind.Closed
            : _specialDays.TryGetValue(date, out DayKind special) ? special
            : status == YearStatus.Unknown ? DayKind.Unknown
            : DayKind.Full;
        return new TradingDay(Name, date, kind, status, Phases(date, kind)) { IsMakeUpWorkday = _makeUpWorkdays.Contains(date) };
    }

    private ImmutableArray<MarketPhase> Phases(DateOnly date, DayKind kind)
    {
        if (kind == DayKind.Closed || _timetables.LastOrDefault(timetable => timetable.From <= date) is not { } timetable)
        {
            return [];
        }

        ImmutableArray<TimetablePhase> local = kind == DayKind.Half ? timetable.HalfDay : timetable.FullDay;
        var phases = ImmutableArray.CreateBuilder<MarketPhase>(local.Length);
        foreach (TimetablePhase phase in local)
        {
            DateTimeOffset start = LocalTime.ToInstant(TimeZone, date, phase.Start);
            DateTimeOffset end = LocalTime.ToInstant(TimeZone, date, phase.End);

            // The clocks may skip all of it.
            if (start < end)
            {
                phases.Add(new MarketPhase(phase.Kind, start, end)
                {
                    EarliestEnd = phase.EarliestEnd == phase.End ? end : LocalTime.ToInstant(TimeZone, date, phase.EarliestEnd),
                });
            }
        }

        return phases.DrainToImmutable();
    }
}
