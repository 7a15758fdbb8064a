using FinCluster.Core.Admission;

namespace FinCluster.Core.Tests.Admission;

public sealed class RecentPeakTests
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    [Fact]
    public void Add_LowerValuesWithinTheWindow_KeepThePeak()
    {
        var peak = new RecentPeak(Window);
        Assert.Equal(5, peak.Add(5, TimeSpan.Zero));

        for (int ms = 100; ms <= 1_000; ms += 100)
        {
            Assert.Equal(5, peak.Add(1, TimeSpan.FromMilliseconds(ms)));
        }
    }

    [Fact]
    public void Add_TwoWindowsLater_ThePeakIsOver()
    {
        var peak = new RecentPeak(Window);
        peak.Add(5, TimeSpan.FromHours(1));
        peak.Add(2, TimeSpan.FromHours(1) + Window);
        Assert.Equal(2, peak.Add(1, TimeSpan.FromHours(1) + (2 * Window)));
        Assert.Equal(1, peak.Add(1, TimeSpan.FromHours(1) + (3 * Window)));
    }

    [Fact]
    public void Add_AfterALongSilence_CountsAlone()
    {
        var peak = new RecentPeak(Window);
        peak.Add(5, TimeSpan.Zero);

        Assert.Equal(0, peak.Add(0, TimeSpan.FromHours(1)));
    }

    [Fact]
    public void Add_HigherValue_IsThePeakAtOnce()
    {
        var peak = new RecentPeak(Window);
        peak.Add(1, TimeSpan.Zero);

        Assert.Equal(7, peak.Add(7, TimeSpan.FromMilliseconds(1)));
    }
}
