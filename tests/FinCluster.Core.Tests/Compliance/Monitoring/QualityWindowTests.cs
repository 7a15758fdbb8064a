using FinCluster.Core.Compliance.Guard;
using FinCluster.Core.Compliance.Monitoring;
using FinCluster.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace FinCluster.Core.Tests.Compliance.Monitoring;

public sealed class QualityWindowTests
{
    private readonly QualityWindow _window = Observed.NewWindow();

    [Fact]
    public void Add_EachKind_CountsInItsPlaces()
    {
        _window.Add(Observed.Start, Observed.Request);
        _window.Add(Observed.Start, Observed.Request with { Answer = LengthBucket.None, IsRefused = true, Guard = GuardCategory.MoneyLaundering });
        _window.Add(Observed.Start, Observed.Request with { Answer = LengthBucket.None, IsCut = true, Cluster = 15 });
        _window.Add(Observed.Start, Observed.Request with { Answer = LengthBucket.None, Abnormal = AbnormalKind.Invalid });
        _window.AddCluster(Observed.Start, 0);
        _window.AddReview(Observed.Start, isOverRefusal: true);
        _window.AddReview(Observed.Start, isOverRefusal: false);

        QualityCounts counts = _window.Read(Observed.Start);

        Assert.Equal((4, 1, 2, 1), (counts.Requests, counts.Abnormal, counts.Outputs, counts.Cut));
        Assert.Equal((2, 1), (counts.ReviewedRefusals, counts.OverRefusals));
        Assert.Equal([3, 1], counts.Of(DriftFeature.Refusal).ToArray());
        Assert.Equal(1, counts.Of(DriftFeature.GuardCategory)[(int)GuardCategory.MoneyLaundering + 1]);
        Assert.Equal(4, counts.Of(DriftFeature.Intent)[(int)QuestionIntent.Definition]);
        Assert.Equal((1, 1), (counts.Of(DriftFeature.Cluster)[0], counts.Of(DriftFeature.Cluster)[15]));
    }

    [Fact]
    public void Read_AfterTheWindow_HasForgotten()
    {
        _window.Add(Observed.Start, Observed.Request);
        _window.AddReview(Observed.Start, isOverRefusal: true);

        Assert.Equal(1, _window.Read(Observed.Start.AddMinutes(29)).Requests);
        Assert.Equal(0, _window.Read(Observed.Start.AddMinutes(30)).Requests);
        Assert.Equal(1, _window.Read(Observed.Start.AddHours(22)).ReviewedRefusals);
        Assert.Equal(0, _window.Read(Observed.Start.AddHours(24)).ReviewedRefusals);
    }

    [Fact]
    public void Read_ClockGoesBack_KeepsAll()
    {
        _window.Add(Observed.Start, Observed.Request);
        _window.Add(Observed.Start.AddMinutes(-40), Observed.Request);

        Assert.Equal(2, _window.Read(Observed.Start.AddMinutes(-50)).Requests);
    }

    // Against a list of all moments: what is younger than the window less a bucket is there, what is older than the window is not.
    [Fact]
    public void Read_AnySteps_HoldsWhatIsYoungEnough() => Prop.ForAll(Arb.From(Gen.Choose(0, 900).ArrayOf(60)), steps =>
    {
        QualityWindow window = Observed.NewWindow();
        var moments = new List<DateTimeOffset>();
        DateTimeOffset now = Observed.Start;
        foreach (int seconds in steps)
        {
            now += TimeSpan.FromSeconds(seconds);
            window.Add(now, Observed.Request);
            moments.Add(now);
            long held = window.Read(now).Requests;
            Assert.InRange(held, moments.Count(at => now - at < TimeSpan.FromMinutes(29)), moments.Count(at => now - at < TimeSpan.FromMinutes(30)));
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    [Fact]
    public void Add_SteadyState_AllocatesNothing()
    {
        QualityObservation request = Observed.Request with { IsCut = true, Abnormal = AbnormalKind.Error, Cluster = 3 };
        DateTimeOffset now = Observed.Start;

        Assert.Equal(0, Allocations.Least(() =>
        {
            for (int i = 0; i < 10_000; i++)
            {
                now = now.AddSeconds(1);
                _window.Add(now, request);
            }
        }));
    }

    [Fact]
    public void Add_ManyThreads_LosesNothing()
    {
        Parallel.For(0, 20_000, _ => _window.Add(Observed.Start, Observed.Request));

        Assert.Equal(20_000, _window.Read(Observed.Start).Requests);
    }
}
