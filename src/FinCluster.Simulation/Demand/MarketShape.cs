using FinCluster.Core.Market;

namespace FinCluster.Simulation.Demand;

/// <summary>How demand is spread over a market's day, as multiples of a day's mean. An assumption: no broker publishes it.</summary>
/// <remarks>
/// It follows the shape of trading volume, with a step at the opening auction. It is written apart from what the forecast assumes before it has learned,
/// so that a forecast is not compared with itself.
/// </remarks>
/// <param name="calendar">The venue's days.</param>
/// <param name="venue">Where it is asked about.</param>
/// <param name="step">How many times as much is asked from one second to the next when the opening auction begins; 0 for a slow rise before it.</param>
public sealed class MarketShape(MarketCalendar calendar, Venue venue, double step)
{
    private const double Auction = 4;

    /// <summary>Writes the multiples of each minute of a day.</summary>
    /// <param name="start">The day's begin.</param>
    /// <param name="isClosed">Whether nobody trades although the calendar says so.</param>
    /// <param name="multiples">1,440 numbers.</param>
    public void Fill(DateTimeOffset start, bool isClosed, Span<double> multiples)
    {
        for (int minute = 0; minute < multiples.Length; minute++)
        {
            DateTimeOffset at = start.AddMinutes(minute);
            MarketMoment moment = calendar.At(venue, at);
            TradingDay day = calendar.Day(venue, moment.Date);
            TimeSpan local = TimeZoneInfo.ConvertTime(at, venue.TimeZone).TimeOfDay;
            bool trades = !isClosed && day.Phases.Length > 0;
            multiples[minute] = trades && moment.Phase != PhaseKind.Closed ? InPhase(day, moment, at)
                : trades && day.Open is { } open && at < open ? BeforeOpen(open - at, local)
                : trades ? AfterClose(local)
                : Closed(local);
        }
    }

    /// <summary>Gets the mean of the multiples of the first full trading day from a date on; 1 when there is none.</summary>
    public double MeanOfTradingDay(DateOnly from)
    {
        Span<double> multiples = stackalloc double[1440];
        for (DateOnly date = from; date < from.AddDays(MarketCalendar.HorizonDays); date = date.AddDays(1))
        {
            if (calendar.Day(venue, date).Kind is DayKind.Full or DayKind.Unknown)
            {
                DateTime midnight = date.ToDateTime(TimeOnly.MinValue);
                Fill(new DateTimeOffset(midnight, venue.TimeZone.GetUtcOffset(midnight)).ToUniversalTime(), false, multiples);
                return multiples.ToArray().Average();
            }
        }

        return 1;
    }

    private double BeforeOpen(TimeSpan left, TimeSpan local) => step > 0
        ? Math.Min(Night(local), Auction / step)
        : left.TotalMinutes switch
        {
            <= 15 => 2,
            <= 45 => 0.8 + (0.7 * (45 - left.TotalMinutes) / 30),
            _ => Night(local),
        };

    private static double Night(TimeSpan local) => local.TotalHours < 7 ? 0.3 : 0.8;

    private static double AfterClose(TimeSpan local) => local.TotalHours switch
    {
        < 7 => 0.3,
        < 20 => 1.3,
        < 23 => 0.6,
        _ => 0.3,
    };

    private static double Closed(TimeSpan local) => local.TotalHours is >= 9 and < 22 ? 0.5 : 0.3;

    private static double InPhase(TradingDay day, MarketMoment moment, DateTimeOffset at)
    {
        double since = (at - moment.PhaseStart).TotalMinutes;
        double left = (moment.PhaseEnd - at).TotalMinutes;
        bool isFirst = moment.PhaseStart == day.Phases.First(phase => phase.Kind == PhaseKind.Continuous).Start;
        bool isLast = moment.PhaseStart == day.Phases.Last(phase => phase.Kind == PhaseKind.Continuous).Start;
        return moment.Phase switch
        {
            PhaseKind.OpeningAuction => Auction,
            PhaseKind.Quiet => at < day.Phases.First(phase => phase.Kind == PhaseKind.Continuous).Start ? 5 : 1.8,
            PhaseKind.Continuous when isFirst && since < 30 => 5 - (2 * since / 30),
            PhaseKind.Continuous when isLast && left <= 12 => 3,
            PhaseKind.Continuous when isFirst => 1.8,
            PhaseKind.Continuous when since < 15 => 2.5,
            PhaseKind.Continuous => 1.5,
            PhaseKind.Lunch => 1.2,
            PhaseKind.ClosingAuction => 3,
            PhaseKind.AfterHours => 1.8,
            _ => 1.3,
        };
    }
}
