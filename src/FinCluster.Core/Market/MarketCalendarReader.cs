using System.Collections.Immutable;
using System.Security;
using System.Text.Json;

namespace FinCluster.Core.Market;

/// <summary>Reads a market calendar; docs/market.md describes its form.</summary>
public static class MarketCalendarReader
{
    private const int FormatVersion = 1;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>Reads a calendar from its text.</summary>
    /// <exception cref="MarketCalendarException">It cannot be used; the message names the first place that is wrong.</exception>
    public static MarketCalendar Read(string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, Strict);
            return Read(new JsonField("", document.RootElement));
        }
        catch (JsonException e)
        {
            throw new MarketCalendarException($"the calendar is no JSON: {e.Message}", e);
        }
        catch (InvalidOperationException e)
        {
            // A text or a name with half of a surrogate pair is JSON, but no string.
            throw new MarketCalendarException($"the calendar is not Unicode: {e.Message}", e);
        }
    }

    private static MarketCalendar Read(JsonField root)
    {
        if (root.Value.ValueKind != JsonValueKind.Object)
        {
            throw new MarketCalendarException("the calendar must be a JSON object");
        }

        root.AllowOnly("version", "asOf", "venues");
        if (root.Get("version") is var version && version.Number() != FormatVersion)
        {
            throw version.Error($"the form is {version.Number()}; this program reads {FormatVersion}");
        }

        var codes = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        Venue[] venues = [.. root.Get("venues").Items().Select(venue => ReadVenue(venue, codes))];
        return venues.Length > 0 ? new MarketCalendar(root.Get("asOf").Date(), [.. venues]) : throw root.Get("venues").Error("there is no venue");
    }

    private static Venue ReadVenue(JsonField venue, Dictionary<string, string> taken)
    {
        venue.AllowOnly("name", "codes", "timeZone", "timetables", "years");
        string name = venue.Get("name").Text();
        JsonField[] codes = venue.Get("codes").Items();
        foreach (JsonField code in codes)
        {
            if (!taken.TryAdd(code.Text(), name))
            {
                throw code.Error($"'{code.Text()}' is a code of {taken[code.Text()]} already");
            }
        }

        if (codes.Length == 0)
        {
            throw venue.Get("codes").Error("there is no code");
        }

        TimeZoneInfo zone = ReadZone(venue.Get("timeZone"));
        ImmutableArray<Timetable> timetables = TimetableReader.Read(venue.Get("timetables"));
        return new Venue(name, [.. codes.Select(code => code.Text())], zone, timetables, MarketYearReader.Read(venue.Get("years"), timetables));
    }

    private static TimeZoneInfo ReadZone(JsonField field)
    {
        try
        {
            // A name that is a folder of the system's zones, as America, is refused as if it might not be read.
            var zone = TimeZoneInfo.FindSystemTimeZoneById(field.Text());
            return zone.HasIanaId ? zone : throw field.Error($"'{field.Text()}' is no IANA time zone");
        }
        catch (Exception e) when (e is TimeZoneNotFoundException or InvalidTimeZoneException or SecurityException)
        {
            throw new MarketCalendarException(
                field.Error($"the time zone '{field.Text()}' is not known to this system (on Linux the package tzdata has the time zones)").Message, e);
        }
    }
}
