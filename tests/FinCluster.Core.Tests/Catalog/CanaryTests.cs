using FinCluster.Core.Catalog.Canaries;
using FinCluster.Core.Tenants;
using FinCluster.Testing.Catalog;

namespace FinCluster.Core.Tests.Catalog;

public sealed class CanaryTests
{
    private static readonly CanaryLimits Limits = new();
    private static readonly CanaryCounters Stable = new(10_000, 10, 100, TimeSpan.FromMilliseconds(200));
    private static readonly TenantId Acme = new("acme");

    private static Canary Tenth => new(CatalogSamples.Hash("release"), 0.1m);

    public static TheoryData<CanaryCounters, CanaryVerdict> Verdicts => new()
    {
        { new CanaryCounters(0, 0, 0, null), CanaryVerdict.Keep },
        { new CanaryCounters(99, 1, 0, TimeSpan.FromSeconds(9)), CanaryVerdict.Keep },
        { new CanaryCounters(100, 2, 5, TimeSpan.FromMilliseconds(300)), CanaryVerdict.Keep },
        { new CanaryCounters(1_000, 20, 50, TimeSpan.FromMilliseconds(300)), CanaryVerdict.Enough },
        { new CanaryCounters(1_000, 0, 0, null), CanaryVerdict.Enough },
        { new CanaryCounters(100, 3, 0, null), CanaryVerdict.Abort },
        { new CanaryCounters(3, 3, 0, null), CanaryVerdict.Abort },
        { new CanaryCounters(3, 2, 0, null), CanaryVerdict.Keep },
        { new CanaryCounters(100, 0, 6, null), CanaryVerdict.Abort },
        { new CanaryCounters(100, 0, 0, TimeSpan.FromMilliseconds(300.1)), CanaryVerdict.Abort },
        { new CanaryCounters(5_000, 101, 0, null), CanaryVerdict.Abort },
    };

    [Theory]
    [MemberData(nameof(Verdicts))]
    public void Judge_Counters_GivesTheVerdict(CanaryCounters canary, CanaryVerdict verdict)
    {
        CanaryJudgement judgement = CanaryJudge.Judge(Limits, Stable, canary);

        Assert.Equal(verdict, judgement.Verdict);
        Assert.Equal(verdict == CanaryVerdict.Abort, judgement.Reason.Length > 0);
    }

    [Fact]
    public void Judge_StableReleaseFailsAsOften_IsNotTheCanarysFault()
    {
        var canary = new CanaryCounters(200, 50, 0, null);

        Assert.Equal(CanaryVerdict.Keep, CanaryJudge.Judge(Limits, new CanaryCounters(400, 100, 0, null), canary).Verdict);
        Assert.Equal(CanaryVerdict.Abort, CanaryJudge.Judge(Limits, new CanaryCounters(400, 99, 0, null), canary).Verdict);
    }

    [Fact]
    public void Judge_LatencyOfTooFewStableRequests_IsNotCompared()
    {
        var canary = new CanaryCounters(200, 0, 0, TimeSpan.FromSeconds(9));

        Assert.Equal(CanaryVerdict.Keep, CanaryJudge.Judge(Limits, Stable with { Requests = 99 }, canary).Verdict);
        Assert.Equal(CanaryVerdict.Keep, CanaryJudge.Judge(Limits with { MaxTtftRatio = null }, Stable, canary).Verdict);
    }

    [Fact]
    public void Picks_ManySessions_IsNearTheWeight()
    {
        int picked = Enumerable.Range(0, 100_000).Count(i => CanaryShare.Picks(Tenth, Acme, $"session-{i}"));

        // Six standard deviations of a fair draw.
        Assert.InRange(picked, 9_430, 10_570);
    }

    [Fact]
    public void Picks_ThisRequest_IsThisChoiceAtEveryGateway()
    {
        // Gateways of different releases must agree, so these never change.
        string picked = string.Concat(Enumerable.Range(0, 40).Select(i => CanaryShare.Picks(Tenth with { Weight = 0.3m }, Acme, $"s{i}") ? '1' : '0'));

        Assert.Equal("1001101000101000010010000100000000001010", picked);
    }

    [Fact]
    public void Picks_LargerWeight_KeepsThoseThatAreThere()
    {
        Canary half = Tenth with { Weight = 0.5m };

        Assert.All(
            Enumerable.Range(0, 10_000).Select(i => $"session-{i}").Where(session => CanaryShare.Picks(Tenth, Acme, session)),
            session => Assert.True(CanaryShare.Picks(half, Acme, session)));
        Assert.True(CanaryShare.Picks(Tenth with { Weight = 1 }, Acme, "anyone"));
    }

    [Fact]
    public void Picks_OtherReleaseOrTenant_DrawsAnew()
    {
        Canary other = Tenth with { Release = CatalogSamples.Hash("another") };
        string[] picked = [.. Enumerable.Range(0, 10_000).Select(i => $"session-{i}").Where(session => CanaryShare.Picks(Tenth, Acme, session))];

        Assert.InRange(picked.Count(session => CanaryShare.Picks(other, Acme, session)), 50, 200);
        Assert.InRange(picked.Count(session => CanaryShare.Picks(Tenth, new TenantId("b"), session)), 50, 200);
    }

    [Fact]
    public void Picks_LimitedToTenants_LeavesTheOthersOut()
    {
        Canary limited = Tenth with { Weight = 1, Tenants = [Acme] };

        Assert.True(CanaryShare.Picks(limited, Acme, "s"));
        Assert.False(CanaryShare.Picks(limited, new TenantId("b"), "s"));
    }

    [Theory]
    [InlineData("0", false)]
    [InlineData("-0.1", false)]
    [InlineData("1.000001", false)]
    [InlineData("0.0000001", false)]
    [InlineData("0.000001", true)]
    [InlineData("1", true)]
    public void FindProblem_Weight_HasItsRange(string weight, bool isValid) => Assert.Equal(
        isValid, (Tenth with { Weight = decimal.Parse(weight, System.Globalization.CultureInfo.InvariantCulture) }).FindProblem() is null);
}
