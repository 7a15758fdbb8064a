using FinCluster.Core.Compliance.Monitoring;
using FinCluster.Gateway.Compliance.Monitoring;
using FinCluster.Testing;

namespace FinCluster.Gateway.Tests.Compliance.Monitoring;

public sealed class QualityMonitorTests
{
    [Fact]
    public async Task Baseline_FirstRequests_AreWhatIsUsual()
    {
        using var setup = new MonitorSetup();

        await setup.ObserveAsync(999, _ => MonitorSetup.Request());
        Assert.Null(setup.Monitor.Read()[0].Baseline.Baseline);
        await setup.ObserveAsync(1, _ => MonitorSetup.Request());

        Assert.Equal(1_000, setup.Monitor.Read()[0].Baseline.Baseline!.Sample);
        Assert.Equal(["", "fin-chat"], setup.Monitor.Read().Select(subject => subject.Key.Model));
        Assert.Equal(0, setup.Monitor.Read()[0].Report!.Largest!.Index!.Value, 6);
    }

    [Fact]
    public async Task Alarm_BeginsAndEnds_IsLoggedOnceEach()
    {
        using var setup = new MonitorSetup();
        await setup.ObserveAsync(1_000, _ => MonitorSetup.Request());

        await setup.PassAsync(TimeSpan.FromMinutes(40));
        await setup.ObserveAsync(600, _ => MonitorSetup.Request() with { Abnormal = AbnormalKind.Error, Model = "" });
        await setup.PassAsync(TimeSpan.FromSeconds(10));
        await setup.PassAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(QualityMeasure.Abnormal, Assert.Single(setup.Monitor.Read()[0].Held).Alarm.Measure);
        Assert.Single(setup.Log.Lines, line => line.StartsWith("the quality of all requests is beyond its limits: 600 of 600 requests went wrong", StringComparison.Ordinal));

        await setup.PassAsync(TimeSpan.FromMinutes(40));
        await setup.PassAsync(TimeSpan.FromSeconds(10));

        Assert.Empty(setup.Monitor.Read()[0].Held);
        Assert.Single(setup.Log.Lines, line => line.StartsWith("the quality of all requests is within its limits of Abnormal again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Drift_QuestionsMove_IsAnAlarmOfThatFeature()
    {
        using var setup = new MonitorSetup();
        await setup.ObserveAsync(1_000, _ => MonitorSetup.Request());

        await setup.ObserveAsync(500, _ => MonitorSetup.Request() with { Intent = QuestionIntent.Forecast });

        Assert.Equal(DriftFeature.Intent, Assert.Single(setup.Monitor.Read()[0].Held).Alarm.Feature);
    }

    [Fact]
    public async Task File_AfterARestart_HasTheSameBaselines()
    {
        using var folder = new TemporaryFolder();
        using (var first = new MonitorSetup(options => options.Folder = folder.Path))
        {
            await first.ObserveAsync(1_200, _ => MonitorSetup.Request());
        }

        using var second = new MonitorSetup(options => options.Folder = folder.Path);
        await second.ObserveAsync(500, _ => MonitorSetup.Request() with { Question = LengthBucket.Over800 });

        Assert.All(second.Monitor.Read(), subject =>
        {
            Assert.Equal(1_200, subject.Baseline.Baseline!.Sample);
            Assert.Equal(DriftFeature.QuestionLength, Assert.Single(subject.Held).Alarm.Feature);
        });
    }

    [Fact]
    public async Task File_Damaged_IsSaidAndMadeAnew()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File(BaselineFile.Name), "{\"models\":{\"\":{}}}", TestTimeouts.Token);

        using var setup = new MonitorSetup(options => options.Folder = folder.Path);
        await setup.ObserveAsync(1_000, _ => MonitorSetup.Request());

        Assert.Contains(setup.Log.Lines, line => line.StartsWith("the baselines cannot be read", StringComparison.Ordinal));
        Assert.Equal(1_000, BaselineFile.Read(folder.Path).Models[""].Sample);
    }

    [Fact]
    public async Task Models_MoreThanTheMost_CountAmongAllAlone()
    {
        using var setup = new MonitorSetup();

        await setup.ObserveAsync(200, i => MonitorSetup.Request($"m{i}"));

        Assert.Equal(QualityMonitor.MaxSubjects + 1, setup.Monitor.Read().Count);
        Assert.Equal(200, setup.Monitor.Read()[0].Report!.Requests);
    }

    [Fact]
    public async Task Models_NobodyAsksAnyMore_Leave()
    {
        using var setup = new MonitorSetup();
        await setup.ObserveAsync(10, _ => MonitorSetup.Request());

        await setup.PassAsync(TimeSpan.FromMinutes(31));

        Assert.Single(setup.Monitor.Read());
    }

    [Fact]
    public async Task Reviews_ApprovedRefusals_AreAnAlarm()
    {
        using var setup = new MonitorSetup();
        for (int i = 0; i < 60; i++)
        {
            setup.Monitor.ObserveReview(isOverRefusal: i % 3 == 0);
        }

        await setup.Monitor.JudgeAsync(TestTimeouts.Token);

        Assert.Equal(QualityMeasure.OverRefusal, Assert.Single(setup.Monitor.Read()[0].Held).Alarm.Measure);
    }

    [Fact]
    public async Task Observe_KnownModel_AllocatesNothing()
    {
        using var setup = new MonitorSetup();
        QualityObservation request = MonitorSetup.Request(release: new string('a', 64));
        await setup.ObserveAsync(1_100, _ => request);

        Assert.Equal(0, Allocations.Least(() =>
        {
            for (int i = 0; i < 10_000; i++)
            {
                setup.Monitor.Observe(request);
            }
        }));
    }
}
