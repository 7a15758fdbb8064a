using FinCluster.Core.Market;
using FinCluster.Simulation.Demand;

namespace FinCluster.Simulation.Scenarios;

/// <summary>The days of a simulation: those from which is learned, and those that are measured.</summary>
internal sealed class SimulatedDays
{
    private readonly SimulationOptions _options;
    private readonly MarketCalendar _calendar;

    /// <exception cref="FormatException">The venue is not in the calendar.</exception>
    public SimulatedDays(SimulationOptions options, MarketCalendar calendar)
    {
        (_options, _calendar) = (options, calendar);
        Venue = calendar.TryFind(options.Venue, out Venue? venue) ? venue : throw new FormatException($"venue '{options.Venue}' is not in the calendar");
        DateTime midnight = options.Date.ToDateTime(TimeOnly.MinValue);
        Start = new DateTimeOffset(midnight, Venue.TimeZone.GetUtcOffset(midnight)).ToUniversalTime();
        LearnFrom = Start.AddDays(-options.WarmUpDays);
        Usual = TraceOf(_ => DaySurprise.None);
        Measured = TraceOf(day => day < Start ? DaySurprise.None : options.Scenario switch
        {
            Scenario.Closure => new DaySurprise(true, 1, BellMinute(day)),
            Scenario.ForecastHalf => new DaySurprise(false, 0.5, BellMinute(day)),
            Scenario.ForecastDouble => new DaySurprise(false, 2, BellMinute(day)),
            _ => DaySurprise.None,
        });
    }

    /// <summary>Gets the venue.</summary>
    public Venue Venue { get; }

    /// <summary>Gets when the first measured day begins: at midnight of the venue. Each day has 24 hours, also when clocks are changed.</summary>
    public DateTimeOffset Start { get; }

    /// <summary>Gets when the first day begins from which is learned.</summary>
    public DateTimeOffset LearnFrom { get; }

    /// <summary>Gets what is asked if nothing is unusual.</summary>
    public IDemandTrace Usual { get; }

    /// <summary>Gets what is asked.</summary>
    public IDemandTrace Measured { get; }

    /// <summary>Gets when the venue opens on the measured days, by the calendar, in seconds.</summary>
    public IEnumerable<double> Bells()
    {
        for (int day = 0; day < _options.Days; day++)
        {
            if (_calendar.Day(Venue, _options.Date.AddDays(day)).Open is { } open && open >= Start)
            {
                yield return (open - Start).TotalSeconds;
            }
        }
    }

    /// <summary>Gets for each minute whether the market is open by the calendar: from the opening auction to the end of the last phase, pauses included.</summary>
    public bool[] MarketMinutes()
    {
        bool[] open = new bool[_options.Days * 1440];
        for (int day = -1; day <= _options.Days; day++)
        {
            TradingDay trading = _calendar.Day(Venue, _options.Date.AddDays(day));
            if (trading.Open is { } from)
            {
                int first = Math.Max(0, (int)(from - Start).TotalMinutes);
                int end = Math.Min(open.Length, (int)(trading.Phases[^1].End - Start).TotalMinutes);
                for (int minute = first; minute < end; minute++)
                {
                    open[minute] = true;
                }
            }
        }

        return open;
    }

    private int BellMinute(DateTimeOffset day) =>
        _calendar.NextOpen(Venue, day.AddTicks(-1)) is { } open && open < day.AddDays(1) ? (int)(open - day).TotalMinutes : 0;

    private IDemandTrace TraceOf(Func<DateTimeOffset, DaySurprise> surprise) => _options.Trace is { } recorded
        ? new ScaledTrace(recorded, day => surprise(day))
        : new SyntheticTrace(new MarketShape(_calendar, Venue, _options.Step), _options.RequestsPerDay, LearnFrom, _options.Seed)
        {
            DaySpread = _options.DaySpread,
            NoiseSpread = _options.NoiseSpread,
            Surprise = surprise,
        };

    private sealed class ScaledTrace(FileTrace recorded, Func<DateTimeOffset, DaySurprise> surprise) : IDemandTrace
    {
        public void Fill(DateTimeOffset start, Span<double> rates)
        {
            recorded.Fill(start, rates);
            DaySurprise day = surprise(start);
            foreach (ref double rate in rates[(day.FromMinute * 60)..])
            {
                rate *= day.IsClosed ? 0 : day.Factor;
            }
        }
    }
}
