using FinCluster.Cli.Serving;
using FinCluster.Core.Market;
using FinCluster.Testing;

namespace FinCluster.Cli.Tests.Serving;

public sealed class CalendarFileTests : IDisposable
{
    private const string Monday = "\"2026-11-23\"";

    private readonly TemporaryFolder _folder = new();
    private readonly string _path;
    private int _writes;

    public CalendarFileTests() => _path = _folder.File("calendar.json");

    [Fact]
    public void NoFile_IsTheProgramsCalendar()
    {
        var calendar = new CalendarFile(null);

        Assert.False(calendar.Refresh());
        Assert.Same(MarketCalendar.BuiltIn, calendar.Current);
    }

    [Fact]
    public void Start_MissingOrWrongFile_Throws()
    {
        Assert.Throws<FileNotFoundException>(() => new CalendarFile(_path));

        Write("{}");

        Assert.StartsWith(_path, Assert.Throws<MarketCalendarException>(() => new CalendarFile(_path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refresh_FileHasChanged_TakesTheNewOne()
    {
        Write(Calendars.Shanghai(""));
        var calendar = new CalendarFile(_path);
        MarketCalendar before = calendar.Current;

        Assert.False(calendar.Refresh());
        Assert.Same(before, calendar.Current);
        Write(Calendars.Shanghai(Monday));

        Assert.True(calendar.Refresh());
        Assert.False(calendar.Refresh());
        Assert.Equal(DayKind.Closed, MondayIn(calendar));
    }

    // The same number of characters, so that only the time of modification tells.
    [Fact]
    public void Refresh_SameSizeAtAnotherTime_TakesTheNewOne()
    {
        Write(Calendars.Shanghai("\"2026-11-24\""));
        var calendar = new CalendarFile(_path);
        Write(Calendars.Shanghai(Monday));

        Assert.True(calendar.Refresh());
        Assert.Equal(DayKind.Closed, MondayIn(calendar));
    }

    [Fact]
    public void Refresh_WrongFile_KeepsTheOldCalendarAndSaysWhyUntilItIsMended()
    {
        Write(Calendars.Shanghai(""));
        var calendar = new CalendarFile(_path);
        MarketCalendar before = calendar.Current;
        Write(Calendars.Shanghai(Monday)[..^20]);

        Assert.False(calendar.Refresh());
        Assert.Same(before, calendar.Current);
        Assert.StartsWith($"{_path}: the calendar is no JSON", calendar.Error, StringComparison.Ordinal);
        Assert.False(calendar.Refresh());
        Assert.NotNull(calendar.Error);

        Write(Calendars.Shanghai(Monday));
        Assert.True(calendar.Refresh());
        Assert.Null(calendar.Error);
        Assert.Equal(DayKind.Closed, MondayIn(calendar));
    }

    [Fact]
    public void Refresh_MissingFile_KeepsTheOldCalendarUntilItIsBack()
    {
        Write(Calendars.Shanghai(Monday));
        DateTime modified = File.GetLastWriteTimeUtc(_path);
        var calendar = new CalendarFile(_path);
        File.Delete(_path);

        Assert.False(calendar.Refresh());
        Assert.StartsWith($"{_path}: ", calendar.Error, StringComparison.Ordinal);
        Assert.Equal(DayKind.Closed, MondayIn(calendar));

        Write(Calendars.Shanghai(Monday));
        File.SetLastWriteTimeUtc(_path, modified);
        Assert.True(calendar.Refresh());
        Assert.Null(calendar.Error);
    }

    // How a Kubernetes config map changes: a link on the way to the file points elsewhere.
    [Fact]
    public void Refresh_LinkToAnotherFile_TakesTheOtherFile()
    {
        foreach ((string folder, string closures) in new[] { ("a", "\"2026-11-24\""), ("b", Monday) })
        {
            Directory.CreateDirectory(_folder.File(folder));
            Write(Calendars.Shanghai(closures), Path.Combine(_folder.File(folder), "calendar.json"));
        }

        string data = _folder.File("data");
        Directory.CreateSymbolicLink(data, "a");
        File.CreateSymbolicLink(_path, Path.Combine("data", "calendar.json"));
        var calendar = new CalendarFile(_path);

        Directory.Delete(data);
        Directory.CreateSymbolicLink(data, "b");

        Assert.True(calendar.Refresh());
        Assert.Equal(DayKind.Closed, MondayIn(calendar));
    }

    public void Dispose() => _folder.Dispose();

    private static DayKind MondayIn(CalendarFile calendar) => calendar.Current.Day(calendar.Current.Venues[0], new DateOnly(2026, 11, 23)).Kind;

    // Each write has a time of its own, however fast the tests are.
    private void Write(string text, string? path = null)
    {
        File.WriteAllText(path ?? _path, text);
        File.SetLastWriteTimeUtc(path ?? _path, new DateTime(2026, 11, 22, 0, 0, ++_writes, DateTimeKind.Utc));
    }
}
