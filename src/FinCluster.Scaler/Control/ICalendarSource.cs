using FinCluster.Core.Market;

namespace FinCluster.Scaler.Control;

/// <summary>Gives the newest calendar. One user at a time.</summary>
public interface ICalendarSource
{
    /// <summary>Gets the calendar; another object when it was read anew.</summary>
    MarketCalendar Read();
}
