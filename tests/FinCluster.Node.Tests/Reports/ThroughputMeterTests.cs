using FinCluster.Core.Engine;
using FinCluster.Node.Reports;
using FinCluster.Testing;
using FinCluster.Testing.Engine;

namespace FinCluster.Node.Tests.Reports;

public sealed class ThroughputMeterTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly ThroughputMeter _meter;

    public ThroughputMeterTests()
    {
        _meter = new ThroughputMeter(_time);
    }

    [Fact]
    public void Measure_FirstSample_IsNoRate() => Assert.Equal((0, 0), _meter.Measure(Counters(100, 50)));

    [Fact]
    public void Measure_SteadyWork_IsItsRate()
    {
        for (int i = 0; i <= 20; i++)
        {
            (double prefill, double decode) = _meter.Measure(Counters(100 * i, 20 * i));
            if (i > 0)
            {
                Assert.Equal((500, 100), (Math.Round(prefill, 6), Math.Round(decode, 6)));
            }

            _time.Advance(TimeSpan.FromMilliseconds(200));
        }
    }

    [Fact]
    public void Measure_WorkThatIsOver_FadesWithinAWindow()
    {
        _meter.Measure(Counters(0, 0));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((1_000, 0), _meter.Measure(Counters(1_000, 0)));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((500, 0), _meter.Measure(Counters(1_000, 0)));
        _time.Advance(ThroughputMeter.Window);
        Assert.Equal((0, 0), _meter.Measure(Counters(1_000, 0)));
    }

    private static EngineStatistics Counters(long prefilled, long generated) =>
        new FakeInferenceEngine().Statistics with { PrefilledTokens = prefilled, GeneratedTokens = generated };
}
