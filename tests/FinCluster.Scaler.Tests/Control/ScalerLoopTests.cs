using FinCluster.Core.Scaling.Plans;
using FinCluster.Scaler.Control;
using FinCluster.Testing;

namespace FinCluster.Scaler.Tests.Control;

public sealed class ScalerLoopTests
{
    [Fact]
    public async Task Leader_ShortlyBeforeTheOpeningAuction_AsksForWhatItNeeds()
    {
        await using RunningScaler night = await RunningScaler.StartAsync(Plans.Of(Plans.Pool), "2026-11-23T04:00:00+08:00");
        await using RunningScaler early = await RunningScaler.StartAsync(Plans.Of(Plans.Pool), "2026-11-23T08:50:00+08:00");
        await using RunningScaler late = await RunningScaler.StartAsync(Plans.Of(Plans.Pool), "2026-11-23T09:12:00+08:00");
        await using RunningScaler holiday = await RunningScaler.StartAsync(Plans.Of(Plans.Pool), "2026-10-01T09:12:00+08:00");

        // Four times the mean, and the band, at 80 of 100 tokens a second.
        ScalerStatus status = await late.WaitAsync(one => one.Pools[0].Decision is not null);

        Assert.Equal(6, status.Pools[0].Desired);
        Assert.Equal(6, late.Target["central"]);
        Assert.Contains("OpeningAuction", status.Pools[0].Decision!.Reason, StringComparison.Ordinal);
        Assert.True((await early.WaitAsync(one => one.Pools[0].Desired > 0)).Pools[0].Desired < 6);
        Assert.Equal(1, (await night.WaitAsync(one => one.Pools[0].Desired > 0)).Pools[0].Desired);
        Assert.Equal(1, (await holiday.WaitAsync(one => one.Pools[0].Desired > 0)).Pools[0].Desired);
    }

    [Fact]
    public async Task Leader_EmptyPool_GetsAReplicaWhenARequestWaits()
    {
        PoolPlan pool = Plans.Pool with { MinReplicas = 0, BaseTokensPerSecond = 0 };
        await using RunningScaler scaler = await RunningScaler.StartAsync(Plans.Of(pool));
        Assert.Equal(0, (await scaler.WaitAsync(status => status.Pools[0].Desired is not null)).Pools[0].Desired);

        await scaler.Board.PostAsync(Plans.Waiting(1), TimeSpan.FromMinutes(1), TestTimeouts.Token);

        ScalerStatus waited = await scaler.WaitAsync(status => status.Pools[0].Desired > 0);
        Assert.Equal(1, waited.Pools[0].Desired);
        Assert.Contains("tokens wait", waited.Pools[0].Decision!.Wish.AtLeast.MaxBy(bound => bound.Replicas).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TwoScalers_OneLeads_TheOtherKnowsWhatItAskedFor()
    {
        var leadership = new MemoryLeadership(TimeProvider.System);
        await using RunningScaler first = await RunningScaler.StartAsync(Plans.Of(Plans.Pool), "2026-11-23T09:12:00+08:00", leadership.CreatePort());
        await first.WaitAsync(status => status.Pools[0].Desired == 6);
        await using RunningScaler second = await RunningScaler.StartAsync(
            Plans.Of(Plans.Pool), "2026-11-23T09:12:00+08:00", leadership.CreatePort(), "second");

        ScalerStatus status = await second.WaitAsync(one => one.Pools[0].Desired is not null);

        Assert.False(status.IsLeader);
        Assert.Equal("first", status.Leader);
        Assert.Equal(6, status.Pools[0].Desired);
        Assert.Equal(0, second.Target.Sets);
    }

    [Fact]
    public async Task LeaderEnds_TheOtherLeadsAtOnce_AndKeepsTheReplicas()
    {
        var leadership = new MemoryLeadership(TimeProvider.System);
        RunningScaler first = await RunningScaler.StartAsync(
            Plans.Of(Plans.Pool), "2026-11-23T09:12:00+08:00", leadership.CreatePort(), term: TimeSpan.FromHours(1));
        await first.WaitAsync(status => status.Pools[0].Desired == 6);

        // At night, so that what it asks for can only be what the first one noted.
        await using RunningScaler second = await RunningScaler.StartAsync(
            Plans.Of(Plans.Pool with { SettleSeconds = 0 }), "2026-11-23T09:13:00+08:00", leadership.CreatePort(), "second");
        await second.WaitAsync(status => status.Leader == "first");
        await first.DisposeAsync();

        ScalerStatus status = await second.WaitAsync(one => one.IsLeader);
        Assert.Equal(6, status.Pools[0].Desired);
        Assert.Equal(6, status.Pools[0].Decision!.Input.Desired);
    }

    [Fact]
    public async Task NoteCannotBeReadAtFirst_IsReadBeforeAnythingIsDecided()
    {
        var leadership = new MemoryLeadership(TimeProvider.System);
        RunningScaler first = await RunningScaler.StartAsync(
            Plans.Of(Plans.Pool), "2026-11-23T09:12:00+08:00", leadership.CreatePort(), term: TimeSpan.FromHours(1));
        await first.WaitAsync(status => status.Pools[0].Desired == 6);
        await first.DisposeAsync();
        MemoryLeadership.Port port = leadership.CreatePort();
        port.IsReadCut = true;
        await using RunningScaler second = await RunningScaler.StartAsync(
            Plans.Of(Plans.Pool), "2026-11-23T09:13:00+08:00", port, "second", term: TimeSpan.FromHours(1));
        await second.WaitAsync(status => status.Version > 3);
        Assert.Equal(0, second.Target.Sets);

        port.IsReadCut = false;
        ScalerStatus status = await second.WaitAsync(one => one.IsLeader);

        Assert.Equal(6, status.Pools[0].Decision!.Input.Desired);
    }

    [Fact]
    public async Task LeaderCutOff_MovesNothingAnyMore_BeforeAnotherOneLeads()
    {
        var leadership = new MemoryLeadership(TimeProvider.System);
        MemoryLeadership.Port port = leadership.CreatePort();
        await using RunningScaler first = await RunningScaler.StartAsync(Plans.Of(Plans.Pool), leadership: port, term: TimeSpan.FromSeconds(2));
        MemoryLeadership.Port other = leadership.CreatePort();
        other.IsCut = true;
        await using RunningScaler second = await RunningScaler.StartAsync(
            Plans.Of(Plans.Pool), leadership: other, name: "second", term: TimeSpan.FromSeconds(2));
        await first.WaitAsync(status => status.IsLeader);

        port.IsCut = true;
        long token = leadership.FencingToken;
        other.IsCut = false;
        await first.WaitAsync(status => !status.IsLeader);
        await second.WaitAsync(status => status.IsLeader);
        long sets = first.Target.Sets;
        long looks = first.Loop.Status.Version;
        await first.WaitAsync(status => status.Version > looks + 5);

        Assert.Equal(sets, first.Target.Sets);
        Assert.True(leadership.FencingToken > token);
    }

    [Fact]
    public async Task TargetInTheWay_IsSaid_AndTriedAgain()
    {
        var target = new FakeScaleTarget { Failure = "no cluster" };
        await using RunningScaler scaler = await RunningScaler.StartAsync(Plans.Of(Plans.Pool), target: target);

        ScalerStatus status = await scaler.WaitAsync(one => one.Pools[0].Trouble is not null);
        Assert.Equal("no cluster", status.Pools[0].Trouble);
        Assert.True(status.IsLeader);

        target.Failure = null;
        await scaler.WaitAsync(one => one.Pools[0] is { Trouble: null, Desired: 1 });
        Assert.Equal(1, target["central"]);
    }
}
