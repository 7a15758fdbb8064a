using System.Collections.Immutable;
using System.Globalization;

namespace FinCluster.Core.Market;

/// <summary>Reads the phases of a venue's days.</summary>
internal static class TimetableReader
{
    private const int DayMinutes = 24 * 60;

    public static ImmutableArray<Timetable> Read(JsonField field)
    {
        JsonField[] items = field.Items();
        var timetables = ImmutableArray.CreateBuilder<Timetable>(items.Length);
        foreach (JsonField item in items)
        {
            item.AllowOnly("from", "fullDay", "halfDay");
            JsonField from = item.Get("from");
            if (timetables.Count > 0 && from.Date() <= timetables[^1].From)
            {
                throw from.Error($"{from.Text()} is not after the timetable before it");
            }

            ImmutableArray<TimetablePhase> fullDay = ReadDay(item.Get("fullDay"));
            ImmutableArray<TimetablePhase> halfDay = item.Find("halfDay") is { } half ? ReadHalfDay(half, fullDay) : [];
            timetables.Add(new Timetable(from.Date(), fullDay, halfDay));
        }

        if (timetables.Count == 0)
        {
            throw field.Error("there is no timetable");
        }

        CheckNeighbours(field, timetables);
        return timetables.DrainToImmutable();
    }

    private static ImmutableArray<TimetablePhase> ReadDay(JsonField field)
    {
        var phases = ImmutableArray.CreateBuilder<TimetablePhase>();
        foreach (JsonField item in field.Items())
        {
            TimetablePhase phase = ReadPhase(item);
            if (phases.Count > 0 && phase.Start < phases[^1].End)
            {
                throw item.Error($"begins at {item.Get("start").Text()}, before the phase before it ends");
            }

            phases.Add(phase);
        }

        return phases.Any(phase => phase.Kind == PhaseKind.Continuous)
            ? phases.DrainToImmutable()
            : throw field.Error("there is no continuous phase");
    }

    private static ImmutableArray<TimetablePhase> ReadHalfDay(JsonField field, ImmutableArray<TimetablePhase> fullDay)
    {
        ImmutableArray<TimetablePhase> halfDay = ReadDay(field);
        int opens = fullDay.First(phase => phase.Kind == PhaseKind.Continuous).Start;
        return Close(halfDay) > opens && Close(halfDay) < Close(fullDay)
            ? halfDay
            : throw field.Error("the half day closes outside of the full day's session");
    }

    private static int Close(ImmutableArray<TimetablePhase> day) => day.Last(phase => phase.Kind == PhaseKind.Continuous).End;

    private static TimetablePhase ReadPhase(JsonField item)
    {
        item.AllowOnly("start", "end", "earliestEnd", "kind");
        int start = ReadTime(item.Get("start"));
        int end = ReadTime(item.Get("end"));
        if (end <= start)
        {
            throw item.Error("ends before it begins, or when it begins");
        }

        int earliest = item.Find("earliestEnd") is { } field ? ReadTime(field) : end;
        if (earliest <= start || earliest > end)
        {
            throw item.Get("earliestEnd").Error("is not within the phase");
        }

        return new TimetablePhase(item.Get("kind").Name(PhaseKind.Closed), start, end, earliest);
    }

    /// <summary>Reads <c>HH:mm</c>, with <c>-1d</c> behind it on the day before and <c>+1d</c> on the day after.</summary>
    private static int ReadTime(JsonField field)
    {
        string text = field.Text();
        int day = text.EndsWith("-1d", StringComparison.Ordinal) ? -1 : text.EndsWith("+1d", StringComparison.Ordinal) ? 1 : 0;
        string time = day == 0 ? text : text[..^3];
        return TimeOnly.TryParseExact(time, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out TimeOnly at)
            ? (day * DayMinutes) + (at.Hour * 60) + at.Minute
            : throw field.Error($"'{text}' is no time of the form 09:30, 21:00-1d (the day before) or 02:00+1d (the day after)");
    }

    // A day that is followed by any other day of the venue must have ended when that one begins.
    private static void CheckNeighbours(JsonField field, IReadOnlyCollection<Timetable> timetables)
    {
        TimetablePhase[] all = [.. timetables.SelectMany(timetable => timetable.FullDay.Concat(timetable.HalfDay))];
        if (all.Max(phase => phase.End) - all.Min(phase => phase.Start) > DayMinutes)
        {
            throw field.Error("the phases of one day overlap those of the next: they last for more than 24 hours from the earliest to the latest");
        }
    }
}
