using FinCluster.Core.Market;

namespace FinCluster.Core.Scaling.Forecast;

/// <summary>What is assumed of demand before any was seen, as multiples of a day's mean.</summary>
/// <remarks>An assumption, after the shape of trading volume: no broker publishes how its investors ask assistants. What is learned replaces it.</remarks>
internal static class DemandShape
{
    private static readonly TimeSpan FirstRush = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan SecondRush = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan LastRush = TimeSpan.FromMinutes(15);

    /// <summary>Gets the multiple in a phase.</summary>
    public static double Of(TradingDay day, MarketMoment moment, DateTimeOffset instant) => moment.Phase switch
    {
        PhaseKind.OpeningAuction => 4,
        PhaseKind.Quiet => HasTraded(day, instant) ? 1.8 : 5,
        PhaseKind.Continuous => Continuous(day, moment, instant),
        PhaseKind.ClosingAuction => 3,
        PhaseKind.Lunch => 1.2,
        PhaseKind.AfterHours => 1.8,
        PhaseKind.PreMarket or PhaseKind.PostMarket => 1.3,
        _ => 0.3,
    };

    /// <summary>Gets the multiple while the market is closed.</summary>
    public static double OfClosed(DayKind day, TimeSpan timeOfDay) => timeOfDay.TotalHours switch
    {
        < 7 => 0.3,
        _ when day == DayKind.Closed => 0.5,
        < 8.5 => 0.8,
        < 9 => 1.5,
        < 9.5 => 2,
        < 20 => 1.3,
        _ => 0.6,
    };

    private static double Continuous(TradingDay day, MarketMoment moment, DateTimeOffset instant)
    {
        TimeSpan since = instant - moment.PhaseStart;
        bool isLast = !day.Phases.Any(phase => phase.Kind == PhaseKind.Continuous && phase.Start > moment.PhaseStart);
        if (isLast && moment.PhaseEnd - instant <= LastRush)
        {
            return 3;
        }

        return !HasTraded(day, moment.PhaseStart)
            ? since < FirstRush ? 5 - (2 * (since / FirstRush)) : 1.8
            : since < SecondRush ? 2.5 : 1.5;
    }

    private static bool HasTraded(TradingDay day, DateTimeOffset instant) =>
        day.Phases.Any(phase => phase.Kind == PhaseKind.Continuous && phase.Start < instant);
}
