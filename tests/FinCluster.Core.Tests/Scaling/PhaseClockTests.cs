using FinCluster.Core.Market;
using FinCluster.Core.Scaling.Forecast;

namespace FinCluster.Core.Tests.Scaling;

public sealed class PhaseClockTests
{
    [Theory]
    [InlineData("XSHG", "2026-11-24")]
    [InlineData("XHKG", "2026-12-24")]
    [InlineData("XNYS", "2026-11-01")]
    [InlineData("XNYS", "2026-03-08")]
    [InlineData("XLON", "2026-10-25")]
    public void Parts_OfDays_FollowEachOtherWithoutGapOrOverlap(string venue, string date)
    {
        var clock = new PhaseClock(MarketCalendar.BuiltIn, [venue]);
        DateTimeOffset start = Pools.At("00:00", date, hours: 0);
        var seen = new HashSet<PhaseKey>();
        for (DateTimeOffset at = start; at < start.AddDays(1);)
        {
            PhaseMoment part = clock.At(at);

            Assert.True(part.Start == at && part.Until > at, $"{at:o} lies in {part}");
            Assert.Equal(part, clock.At(at + ((part.Until - at) / 2)));
            Assert.Equal(part, clock.At(part.Until.AddTicks(-1)));
            seen.Add(part.Key);
            at = part.Until;
        }

        Assert.True(seen.Count > 80, $"{seen.Count} parts");
    }

    [Fact]
    public void Phases_OfShanghai_HavePartsOfFiveMinutes()
    {
        var clock = new PhaseClock(MarketCalendar.BuiltIn, ["SSE"]);

        Assert.Equal("XSHG/Full/OpeningAuction/0/0", clock.At(Pools.At("09:15")).Key.ToString());
        Assert.Equal("XSHG/Full/OpeningAuction/0/1", clock.At(Pools.At("09:24:59")).Key.ToString());
        Assert.Equal("XSHG/Full/Quiet/1/0", clock.At(Pools.At("09:25")).Key.ToString());
        Assert.Equal("XSHG/Full/Continuous/2/0", clock.At(Pools.At("09:30")).Key.ToString());
        Assert.Equal("XSHG/Full/Lunch/3/0", clock.At(Pools.At("11:30")).Key.ToString());
        Assert.Equal("XSHG/Full/Continuous/4/0", clock.At(Pools.At("13:00")).Key.ToString());
        Assert.Equal(PhaseKind.Closed, clock.At(Pools.At("09:14:59")).Key.Phase);
        Assert.Equal(Pools.At("09:15"), clock.At(Pools.At("09:14:59")).Until);
    }

    [Fact]
    public void HolidayOfTheFirstVenue_HasTheSecondOnesParts()
    {
        var clock = new PhaseClock(MarketCalendar.BuiltIn, ["XSHG", "XHKG"]);

        // Shanghai rests on 5 October 2026, Hong Kong trades.
        Assert.Equal("XHKG/Full/Continuous/1/0", clock.At(Pools.At("09:30", "2026-10-05")).Key.ToString());
        Assert.Equal("XSHG", clock.At(Pools.At("09:30", "2026-10-09")).Key.Venue);

        // Before either opens the day is told by the first one: a closed one.
        Assert.Equal((DayKind.Closed, PhaseKind.Closed), (clock.At(Pools.At("07:00", "2026-10-05")).Key.Day, clock.At(Pools.At("07:00", "2026-10-05")).Key.Phase));
    }

    [Fact]
    public void SecondVenueStillOpen_WhenTheFirstHasClosed_Counts()
    {
        var clock = new PhaseClock(MarketCalendar.BuiltIn, ["XSHG", "XHKG"]);

        Assert.Equal("XHKG", clock.At(Pools.At("15:45")).Key.Venue);
        Assert.Equal("XSHG", clock.At(Pools.At("16:30")).Key.Venue);
    }

    [Fact]
    public void UnknownYear_IsAFullDayAndSaysSo()
    {
        var clock = new PhaseClock(MarketCalendar.BuiltIn, ["XSHG"]);

        PhaseMoment moment = clock.At(Pools.At("09:15", "2027-03-02"));

        Assert.True(moment.IsUnknown);
        Assert.Equal("XSHG/Full/OpeningAuction/0/0", moment.Key.ToString());
        Assert.False(clock.At(Pools.At("09:15")).IsUnknown);
    }

    [Fact]
    public void Prior_RisesAtTheOpenAndBeforeTheClose_NotBeforeLunch()
    {
        var clock = new PhaseClock(MarketCalendar.BuiltIn, ["XSHG"]);

        Assert.Equal(
            [2.0, 4, 5, 5, 1.8, 1.8, 1.2, 2.5, 1.5, 3, 3, 1.8, 1.8, 1.3],
            from time in (string[])["09:14", "09:15", "09:25", "09:30", "10:05", "11:25", "11:30", "13:00", "14:00", "14:50", "14:57", "15:00", "15:05", "16:00"]
            select clock.At(Pools.At(time)).Prior);
    }

    [Theory]
    [InlineData("XXXX")]
    [InlineData]
    public void Venues_MissingOrUnknown_AreRefused(params string[] codes) =>
        Assert.Throws<ArgumentException>(() => new PhaseClock(MarketCalendar.BuiltIn, [.. codes]));

    [Fact]
    public void Key_AsText_IsReadAgain()
    {
        var key = new PhaseKey("XSHG", DayKind.Half, PhaseKind.ClosingAuction, 5, 12);

        Assert.Equal(key, PhaseKey.Parse(key.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("XSHG/Full/Continuous/2")]
    [InlineData("XSHG/Full/Continuous/2/x")]
    [InlineData("XSHG/Full/Continuous/-1/0")]
    [InlineData("XSHG/Never/Continuous/2/0")]
    public void Key_OtherText_IsRefused(string text) => Assert.Throws<FormatException>(() => PhaseKey.Parse(text));
}
