using FinCluster.Core.Compliance.Monitoring;

namespace FinCluster.Core.Tests.Compliance.Monitoring;

public sealed class DriftJudgeTests
{
    private static readonly DriftLimits Limits = new();

    [Theory]
    [InlineData(1_000, 20, false)]
    [InlineData(1_000, 25, false)]
    [InlineData(1_000, 40, true)]
    [InlineData(499, 499, false)]
    public void Judge_RequestsThatGoWrong_AlarmOverTheLimitAndChance(int requests, int wrong, bool isAlarm)
    {
        DriftReport report = Judge(requests, i => Observed.Request with { Abnormal = i < wrong ? AbnormalKind.Error : AbnormalKind.None });

        Assert.Equal(requests < 500 ? null : wrong / (double)requests, report.AbnormalShare);
        Assert.Equal(isAlarm, report.Alarms.Any(alarm => alarm.Measure == QualityMeasure.Abnormal));
    }

    // Of 500 answers a limit of 0.1 % means half a one.
    [Theory]
    [InlineData(500, 1, false)]
    [InlineData(500, 4, false)]
    [InlineData(500, 5, true)]
    [InlineData(20_000, 20, false)]
    [InlineData(20_000, 40, true)]
    public void Judge_AnswersThatAreCut_AlarmOverTheLimitAndChance(int outputs, int cut, bool isAlarm)
    {
        DriftReport report = Judge(outputs, i => Observed.Request with { IsCut = i < cut });

        Assert.Equal(cut / (double)outputs, report.SensitiveShare);
        Assert.Equal(isAlarm, report.Alarms.Any(alarm => alarm.Measure == QualityMeasure.Sensitive));
    }

    [Fact]
    public void Judge_RefusedQuestions_AreNoOutputs()
    {
        DriftReport report = Judge(5_000, i => i < 4_600 ? Observed.Request with { Answer = LengthBucket.None, IsRefused = true } : Observed.Request);

        Assert.Null(report.SensitiveShare);
    }

    [Theory]
    [InlineData(49, 20, null, false)]
    [InlineData(100, 5, 0.05, false)]
    [InlineData(100, 12, 0.12, true)]
    public void Judge_ReviewedRefusals_AlarmWhenReviewersApproveThem(int reviewed, int approved, double? share, bool isAlarm)
    {
        QualityWindow window = Observed.NewWindow();
        for (int i = 0; i < reviewed; i++)
        {
            window.AddReview(Observed.Start, i < approved);
        }

        DriftReport report = DriftJudge.Judge(window.Read(Observed.Start), null, Limits);

        Assert.Equal(share, report.OverRefusalShare);
        Assert.Equal(isAlarm, report.Alarms.Any(alarm => alarm.Measure == QualityMeasure.OverRefusal));
    }

    [Theory]
    [InlineData(0.85, false)]
    [InlineData(0.84, true)]
    [InlineData(null, false)]
    public void Judge_Correlation_AlarmsUnderTheLimit(double? correlation, bool isAlarm)
    {
        DriftReport report = DriftJudge.Judge(Observed.NewWindow().Read(Observed.Start), null, Limits, correlation);

        Assert.Equal(isAlarm, report.Alarms.Any(alarm => alarm.Measure == QualityMeasure.KpiCorrelation));
    }

    [Fact]
    public void Judge_NoBaseline_SaysNothingOfDrift()
    {
        DriftReport report = DriftJudge.Judge(Observed.Fill(new Random(1), 2_000, Observed.Shifted), null, Limits);

        Assert.Null(report.Largest);
        Assert.Empty(report.Alarms);
    }

    [Fact]
    public void Judge_TooSmallAWindow_SaysNothingOfDrift()
    {
        DriftReport report = DriftJudge.Judge(Observed.Fill(new Random(1), 499, Observed.Shifted), Baseline(7, 2_000), Limits);

        Assert.Null(report.Largest);
        Assert.Empty(report.Alarms);
    }

    [Fact]
    public void Judge_Alarm_SaysWhatAndHowMuch()
    {
        DriftReport report = DriftJudge.Judge(Observed.Fill(new Random(2), 2_000, Observed.Shifted), Baseline(7, 2_000), Limits);

        // The clusters of these questions follow from their intents; their lengths do not.
        Assert.Equal([DriftFeature.Intent, DriftFeature.Cluster], report.Alarms.Select(each => each.Feature));
        QualityAlarm alarm = report.Alarms[0];
        Assert.Equal((QualityMeasure.Drift, 0.15, DriftFeature.Intent), (alarm.Measure, alarm.Limit, report.Largest!.Feature));
        Assert.StartsWith("the drift index of intent is ", alarm.Reason, StringComparison.Ordinal);
        Assert.EndsWith(", over 0.15", alarm.Reason, StringComparison.Ordinal);
    }

    // 200 windows and baselines of the smallest size that counts, with 1 % of requests that go wrong and 0.05 % of answers that are cut.
    [Fact]
    public void Judge_SamplingNoiseAtTheLeastSample_NeverAlarms()
    {
        double largest = 0;
        for (int seed = 0; seed < 200; seed++)
        {
            DriftReport report = DriftJudge.Judge(Observed.Fill(new Random(seed), Limits.MinSample, Observed.Usual), Baseline(seed + 10_000, Limits.MinSample), Limits);

            Assert.True(report.Alarms.IsEmpty, $"seed {seed}: {string.Join("; ", report.Alarms)}");
            largest = Math.Max(largest, report.Largest!.Index!.Value);
        }

        // Were it far below, the test would say nothing about the limit.
        Assert.InRange(largest, 0.05, Limits.Drift);
    }

    // A gateway of one request a second, its questions shifted from one moment on: the alarm is there before the window is over.
    [Fact]
    public void Judge_AThirdOfTheIntentsMoved_AlarmsWithinAWindow()
    {
        for (int seed = 0; seed < 50; seed++)
        {
            var random = new Random(seed);
            DriftBaseline baseline = Baseline(seed + 10_000, 2_000);
            QualityWindow window = Observed.NewWindow();
            DateTimeOffset now = Observed.Start;
            for (int i = 0; i < 1_800; i++, now += TimeSpan.FromSeconds(1))
            {
                window.Add(now, Observed.Draw(random, Observed.Usual));
            }

            Assert.Empty(DriftJudge.Judge(window.Read(now), baseline, Limits).Alarms);
            DateTimeOffset moved = now;
            while (DriftJudge.Judge(window.Read(now), baseline, Limits).Alarms.IsEmpty)
            {
                Assert.True(now - moved < TimeSpan.FromMinutes(30), $"seed {seed}: no alarm within a window");
                for (int i = 0; i < 10; i++, now += TimeSpan.FromSeconds(1))
                {
                    window.Add(now, Observed.Draw(random, Observed.Shifted));
                }
            }
        }
    }

    private static DriftBaseline Baseline(int seed, int sample) => DriftBaseline.Of(Observed.Fill(new Random(seed), sample, Observed.Usual), Observed.Start);

    private static DriftReport Judge(int count, Func<int, QualityObservation> request)
    {
        QualityWindow window = Observed.NewWindow();
        for (int i = 0; i < count; i++)
        {
            window.Add(Observed.Start, request(i));
        }

        return DriftJudge.Judge(window.Read(Observed.Start), null, Limits);
    }
}
