using FinCluster.Core.Scaling.Forecast;
using FinCluster.Core.Scaling.Plans;

namespace FinCluster.Core.Tests.Scaling;

public sealed class DemandForecastTests
{
    private static readonly PoolPlan Pool = Pools.Shanghai with { SafetyShare = 0.1 };

    [Fact]
    public void NothingSeen_IsAsAssumed()
    {
        DemandForecast forecast = Pools.Forecast(Pool);

        Assert.Equal((400.0, 120.0, 1.0), (forecast.At(Pools.At("09:20")), forecast.At(Pools.At("12:00")), forecast.Level));
    }

    [Fact]
    public void DaysSeen_AreLearnedByThePartOfTheDay()
    {
        DemandForecast forecast = Pools.Forecast(Pool);
        Watch(forecast, 4, Days);

        PhaseKey auction = PhaseKey.Parse("XSHG/Full/OpeningAuction/0/0");
        Assert.Equal(4, forecast.Profile.Cells[auction].Days);
        Assert.Equal(900, forecast.Profile.Cells[auction].Mean, 0.1);
        Assert.InRange(forecast.At(Pools.At("09:15", "2026-11-30")), 850, 950);
        Assert.InRange(forecast.At(Pools.At("12:00", "2026-11-30")), 45, 55);
    }

    [Fact]
    public void QuietClosedDays_DoNotLowerWhatIsExpectedOfTheNextOpen()
    {
        DemandForecast forecast = Pools.Forecast(Pool);
        Watch(forecast, 4, Days);
        for (DateTimeOffset at = Pools.At("00:00", "2026-11-28"); at < Pools.At("09:10", "2026-11-30"); at = at.AddSeconds(30))
        {
            forecast.Observe(at, 30, 1);
        }

        Assert.True(forecast.Level < 0.5, $"{forecast.Level}");
        Assert.True(forecast.Peak(Pools.At("09:10", "2026-11-30"), Pools.At("09:20", "2026-11-30")).TokensPerSecond >= 890);
    }

    [Fact]
    public void HalfDay_NeverSeen_IsLikeAFullOne_ButForItsRushBeforeTheClose()
    {
        PoolPlan pool = Pool with { Venues = ["XHKG"] };
        DemandForecast forecast = Pools.Forecast(pool);
        Watch(forecast, 3, at => at.ToOffset(TimeSpan.FromHours(8)).TimeOfDay is { Hours: >= 9 and < 12 } ? 700 : 100);
        double usual = forecast.Level * forecast.Profile.Scale;

        Assert.Equal(700 * forecast.Level, forecast.At(Pools.At("11:00", "2026-12-24")), 0.01);
        Assert.Equal(Math.Max(700 * forecast.Level, 3 * usual), forecast.At(Pools.At("11:50", "2026-12-24")), 0.01);
        Assert.Equal(3 * usual, forecast.At(Pools.At("12:05", "2026-12-24")), 0.01);
        Assert.Equal(100 * forecast.Level, forecast.At(Pools.At("12:05", "2026-12-23")), 0.01);
    }

    [Fact]
    public void LargerDay_RaisesTheLevelWithinMinutesOfTheOpen()
    {
        DemandForecast forecast = Pools.Forecast(Pool);
        Watch(forecast, 3, Days);
        for (DateTimeOffset at = Pools.At("00:00", "2026-11-30"); at < Pools.At("09:20", "2026-11-30"); at = at.AddSeconds(10))
        {
            forecast.Observe(at, 10, 2 * Days(at));
        }

        // What comes later in the day is expected to be larger, too.
        Assert.InRange(forecast.Level, 1.5, 2.05);
        Assert.True(forecast.At(Pools.At("14:00", "2026-11-30")) > 1.5 * 50);
    }

    [Fact]
    public void Level_IsBounded()
    {
        var level = new LoadLevel();
        level.Observe(1e6, 100, 3600, 100, false);
        Assert.Equal(8, level.Value(100));
        level.Observe(0, 100, 360_000, 100, false);
        Assert.Equal(0.2, level.Value(100));
    }

    [Fact]
    public void Night_SaysLessThanTheDay()
    {
        var night = new LoadLevel();
        var day = new LoadLevel();
        night.Observe(200, 100, 600, 100, true);
        day.Observe(200, 100, 600, 100, false);

        Assert.InRange(night.Value(100), 1.01, day.Value(100) - 0.1);
    }

    [Fact]
    public void Errors_OfFormerDays_RaiseTheBandAboveTheLeast()
    {
        DemandForecast steady = Pools.Forecast(Pool);
        DemandForecast jumpy = Pools.Forecast(Pool);
        Watch(steady, 14, Days);
        Watch(jumpy, 14, at => Days(at) * (Pools.At("00:00").Subtract(at).Days % 2 == 0 && IsAuction(at) ? 1.6 : 1));

        // Nothing else of the day jumps, so the level stays and only the auction's errors are learned.
        Assert.Equal(1.1, Band(steady, "09:16"), 0.02);
        Assert.True(Band(jumpy, "09:16") > 1.3, $"{Band(jumpy, "09:16")}");
        Assert.Equal(1.1, Band(jumpy, "14:00"), 0.05);
        Assert.True(Band(jumpy, "09:16") <= 2);
    }

    [Fact]
    public void PartThatWasHardlySeen_TeachesNothing()
    {
        DemandForecast forecast = Pools.Forecast(Pool);
        forecast.Observe(Pools.At("09:19:30"), 30, 5_000);
        forecast.Observe(Pools.At("09:20"), 120, 300);
        forecast.Observe(Pools.At("09:25"), 10, 300);

        Assert.Equal(["XSHG/Full/OpeningAuction/0/1"], forecast.Profile.Cells.Keys.Select(key => key.ToString()));
    }

    [Fact]
    public void Peak_IsTheMostOfTheStretch()
    {
        DemandForecast forecast = Pools.Forecast(Pool);

        ForecastPeak before = forecast.Peak(Pools.At("09:10"), Pools.At("09:14:59"));
        ForecastPeak open = forecast.Peak(Pools.At("09:10"), Pools.At("09:15"));

        Assert.Equal((220.0, 440.0), (Math.Round(before.TokensPerSecond, 6), Math.Round(open.TokensPerSecond, 6)));
        Assert.Equal(Pools.At("09:15"), open.At);
        Assert.True(forecast.Peak(Pools.At("23:00", "2026-12-31"), Pools.At("09:15", "2027-01-04")).IsUnknown);
    }

    [Fact]
    public void Text_TakenOver_ExpectsTheSame()
    {
        DemandForecast first = Pools.Forecast(Pool);
        Watch(first, 4, Days);
        DemandForecast second = Pools.Forecast(Pool);

        DemandForecastText.Restore(second, DemandForecastText.Format(first));

        Assert.Equal(first.Level, second.Level);
        Assert.Equal(first.Profile.Cells.OrderBy(cell => cell.Key.ToString()), second.Profile.Cells.OrderBy(cell => cell.Key.ToString()));
        Assert.Equal(first.Peak(Pools.At("09:00"), Pools.At("16:00")), second.Peak(Pools.At("09:00"), Pools.At("16:00")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{ "cells": { "here": { "mean": 1, "days": 1, "squaredError": 0 } }, "seenTokens": 1, "assumedTokens": 1, "levelSeen": 1, "levelUsual": 1 }""")]
    [InlineData("""{ "cells": { "XSHG/Full/Quiet/1/0": { "mean": -1, "days": 1, "squaredError": 0 } }, "seenTokens": 1, "assumedTokens": 1, "levelSeen": 1, "levelUsual": 1 }""")]
    [InlineData("""{ "cells": {}, "seenTokens": 1e999, "assumedTokens": 1, "levelSeen": 1, "levelUsual": 1 }""")]
    public void Text_ThatIsNone_IsRefusedAndChangesNothing(string text)
    {
        DemandForecast forecast = Pools.Forecast(Pool);

        Assert.Throws<FormatException>(() => DemandForecastText.Restore(forecast, text));
        Assert.Equal(400, forecast.At(Pools.At("09:20")));
    }

    private static double Band(DemandForecast forecast, string time)
    {
        DateTimeOffset at = Pools.At(time, "2026-12-08");
        return forecast.Peak(at, at).TokensPerSecond / forecast.At(at);
    }

    private static bool IsAuction(DateTimeOffset at) => at.ToOffset(TimeSpan.FromHours(8)).TimeOfDay is { Hours: 9, Minutes: >= 15 and < 25 };

    // A day of its own: little but in the auction, less on weekends.
    private static double Days(DateTimeOffset at) =>
        at.ToOffset(TimeSpan.FromHours(8)).DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 10 : IsAuction(at) ? 900 : 50;

    private static void Watch(DemandForecast forecast, int days, Func<DateTimeOffset, double> tokensPerSecond)
    {
        DateTimeOffset from = Pools.At("00:00");
        for (DateTimeOffset at = from; at < from.AddDays(days); at = at.AddSeconds(30))
        {
            forecast.Observe(at, 30, tokensPerSecond(at));
        }
    }
}
