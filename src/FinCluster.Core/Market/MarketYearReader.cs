using System.Collections.Immutable;
using System.Globalization;

namespace FinCluster.Core.Market;

/// <summary>Reads what is known of a venue's years.</summary>
internal static class MarketYearReader
{
    public static ImmutableArray<MarketYear> Read(JsonField field, ImmutableArray<Timetable> timetables)
    {
        var years = new SortedDictionary<int, MarketYear>();
        foreach (JsonField item in field.Items())
        {
            MarketYear year = ReadYear(item, timetables);
            if (!years.TryAdd(year.Year, year))
            {
                throw item.Get("year").Error(Invariant($"{year.Year} is there twice"));
            }
        }

        return [.. years.Values];
    }

    private static MarketYear ReadYear(JsonField item, ImmutableArray<Timetable> timetables)
    {
        item.AllowOnly("year", "status", "source", "sessions", "closures", "halfDays", "makeUpWorkdays");
        JsonField number = item.Get("year");
        if (number.Number() is < MarketCalendar.FirstYear or > MarketCalendar.LastYear)
        {
            throw number.Error(Invariant($"{number.Number()} is outside of {MarketCalendar.FirstYear} to {MarketCalendar.LastYear}"));
        }

        var seen = new HashSet<DateOnly>();
        int year = number.Number();
        var read = new MarketYear(
            year,
            item.Get("status").Name<YearStatus>(),
            item.Get("source").Text(),
            Dates(item, "closures", year, seen, weekend: false),
            Dates(item, "halfDays", year, seen, weekend: false),
            Dates(item, "makeUpWorkdays", year, seen, weekend: true));
        CheckHalfDays(item, read, timetables);
        CheckSessions(item, read);
        return read;
    }

    private static ImmutableArray<DateOnly> Dates(JsonField item, string name, int year, HashSet<DateOnly> seen, bool weekend)
    {
        if (item.Find(name) is not { } list)
        {
            return [];
        }

        var dates = new List<DateOnly>();
        foreach (JsonField field in list.Items())
        {
            DateOnly date = field.Date();
            string day = $"{field.Text()}, a {date.DayOfWeek},";
            string? wrong = date.Year != year ? Invariant($"{field.Text()} is not in {year}")
                : Weekend.Contains(date) && !weekend ? $"{day} is on a weekend, when venues are closed anyway"
                : !Weekend.Contains(date) && weekend ? $"{day} is not on a weekend"
                : seen.Add(date) ? null
                : $"{field.Text()} is there twice";
            dates.Add(wrong is null ? date : throw field.Error(wrong));
        }

        return [.. dates.Order()];
    }

    private static void CheckHalfDays(JsonField item, MarketYear year, ImmutableArray<Timetable> timetables)
    {
        foreach (DateOnly date in year.HalfDays)
        {
            if (timetables.LastOrDefault(timetable => timetable.From <= date) is not { HalfDay.Length: > 0 })
            {
                throw item.Get("halfDays").Error(Invariant($"the timetable of {date:yyyy-MM-dd} has no half day"));
            }
        }
    }

    // A count that somebody else has published finds a date that is missing or mistyped.
    private static void CheckSessions(JsonField item, MarketYear year)
    {
        if (item.Find("sessions") is not { } sessions)
        {
            return;
        }

        if (year.Status == YearStatus.Unknown)
        {
            throw sessions.Error("the sessions of an unknown year cannot be counted");
        }

        if (sessions.Number() != year.Sessions)
        {
            throw sessions.Error(Invariant($"is {sessions.Number()}, but the closures leave {year.Sessions}"));
        }
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
