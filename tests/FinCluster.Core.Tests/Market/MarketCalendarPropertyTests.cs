using FinCluster.Core.Market;
using FsCheck;
using FsCheck.Fluent;

namespace FinCluster.Core.Tests.Market;

/// <summary>What holds for any calendar at any time.</summary>
public sealed class MarketCalendarPropertyTests
{
    private const int MinutesOfYear = 365 * 24 * 60;

    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(300);

    private static Gen<(MarketCalendar Calendar, DateTimeOffset Instant)> Moments =>
        from seed in Gen.Choose(0, int.MaxValue - 1)
        from minutes in Gen.Choose(0, MinutesOfYear)
        from offset in Gen.Choose(-11, 11)
        select (
            RandomCalendars.From(seed),
            new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(minutes).ToOffset(TimeSpan.FromHours(offset)));

    [Fact]
    public void Phases_AnyCalendar_AreInOrderAndNeverOverlap() => ForAll((calendar, venue, from) =>
    {
        DateTimeOffset to = from.AddDays(20);
        DateTimeOffset last = from;
        foreach (MarketPhase phase in calendar.Phases(venue, from, to))
        {
            Assert.True(last <= phase.Start && phase.Start < phase.End && phase.End <= to, $"{phase} after {last:O}");
            Assert.InRange(phase.EarliestEnd, phase.Start, phase.End);
            last = phase.End;
        }
    });

    [Fact]
    public void Phases_OfTwoHalves_AreThoseOfTheWhole() => ForAll((calendar, venue, middle) =>
    {
        TimeSpan Open(DateTimeOffset from, DateTimeOffset to) =>
            calendar.Phases(venue, from, to).Aggregate(TimeSpan.Zero, (sum, phase) => sum + (phase.End - phase.Start));

        DateTimeOffset from = middle.AddDays(-5);
        DateTimeOffset to = middle.AddHours(77);
        Assert.Equal(Open(from, to), Open(from, middle) + Open(middle, to));
    });

    [Fact]
    public void At_AnyInstant_AgreesWithPhases() => ForAll((calendar, venue, instant) =>
    {
        MarketMoment moment = calendar.At(venue, instant);
        MarketPhase[] around = [.. calendar.Phases(venue, instant.AddDays(-60), instant.AddDays(60))];

        if (around.SingleOrDefault(phase => phase.Start <= instant && instant < phase.End) is { } now)
        {
            Assert.Equal((now.Kind, now.Start, now.End), (moment.Phase, moment.PhaseStart, moment.PhaseEnd));
        }
        else
        {
            Assert.Equal(PhaseKind.Closed, moment.Phase);
            Assert.Equal(around.Last(phase => phase.End <= instant).End, moment.PhaseStart);
            Assert.Equal(around.First(phase => phase.Start > instant).Start, moment.PhaseEnd);
        }
    });

    [Fact]
    public void At_PhasesOfADay_BelongToThatDay() => ForAll((calendar, venue, instant) =>
    {
        TradingDay day = calendar.Day(venue, DateOnly.FromDateTime(instant.Date));
        foreach (MarketPhase phase in day.Phases)
        {
            foreach (DateTimeOffset inside in new[] { phase.Start, phase.End.AddTicks(-1) })
            {
                MarketMoment moment = calendar.At(venue, inside.ToOffset(instant.Offset));
                Assert.Equal((day.Date, day.Kind, day.Status, phase.Kind), (moment.Date, moment.Day, moment.Status, moment.Phase));
            }
        }
    });

    [Fact]
    public void NextOpen_AnyInstant_IsLaterAndNeverGoesBack() => ForAll((calendar, venue, instant) =>
    {
        DateTimeOffset last = instant;
        for (DateTimeOffset after = instant; after < instant.AddDays(4); after = after.AddMinutes(97))
        {
            DateTimeOffset open = Assert.NotNull(calendar.NextOpen(venue, after));
            Assert.True(open > after && open >= last, $"{open:O} is next after {after:O}, and {last:O} was before");
            Assert.Contains(calendar.At(venue, open).Phase, new[] { PhaseKind.OpeningAuction, PhaseKind.Continuous });
            Assert.Equal(open, calendar.NextOpen(venue, open.AddTicks(-1)));
            last = open;
        }
    });

    // Any place of a good calendar, struck out or written over: it is read or refused, and never anything else.
    [Fact]
    public void Read_DamagedText_IsRefusedByItsOwnException()
    {
        int refused = 0;
        Gen<(int Place, int Length, char Instead)> damages =
            from place in Gen.Choose(0, CalendarText.Good.Length - 1)
            from length in Gen.Choose(0, 12)
            from instead in Gen.Elements('0', '9', '"', '-', ',', '[', '}', 'n', '中', '\\')
            select (place, length, instead);
        Prop.ForAll(Arb.From(damages), damage =>
        {
            int length = Math.Min(damage.Length, CalendarText.Good.Length - damage.Place);
            try
            {
                MarketCalendarReader.Read(CalendarText.Good.Remove(damage.Place, length).Insert(damage.Place, damage.Instead.ToString()));
            }
            catch (MarketCalendarException)
            {
                refused++;
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

        Assert.InRange(refused, 1_000, 2_000);
    }

    private static void ForAll(Action<MarketCalendar, Venue, DateTimeOffset> property) =>
        Prop.ForAll(Arb.From(Moments), moment => property(moment.Calendar, moment.Calendar.Venues[0], moment.Instant)).Check(Many);
}
