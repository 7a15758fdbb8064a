using System.Collections.Immutable;

namespace FinCluster.Core.Market;

/// <summary>What is known of a venue's days in a year.</summary>
/// <param name="Year">1990 to 2200.</param>
/// <param name="Status">How well it is known.</param>
/// <param name="Source">Where it comes from, for people; of an unknown year, why it is not known.</param>
/// <param name="Closures">Weekdays without a session, in order.</param>
/// <param name="HalfDays">Days that close early, in order.</param>
/// <param name="MakeUpWorkdays">Days of weekends on which people work and the venue is closed, in order.</param>
public sealed record MarketYear(
    int Year,
    YearStatus Status,
    string Source,
    ImmutableArray<DateOnly> Closures,
    ImmutableArray<DateOnly> HalfDays,
    ImmutableArray<DateOnly> MakeUpWorkdays)
{
    /// <summary>Gets the number of days on which the venue trades; of an unknown year, the most that it can be.</summary>
    public int Sessions
    {
        get
        {
            int weekdays = 0;
            for (DateOnly date = new(Year, 1, 1); date.Year == Year; date = date.AddDays(1))
            {
                weekdays += Weekend.Contains(date) ? 0 : 1;
            }

            return weekdays - Closures.Length;
        }
    }
}
