using FinCluster.Scaler.Control;
using FinCluster.Testing;

namespace FinCluster.Scaler.Tests.Control;

public sealed class LeadKeeperTests
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(10);

    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task Campaign_NobodyLeads_BeginsATerm_AndKeepsIt()
    {
        LeadKeeper keeper = Keeper("a", new MemoryLeadership(_time));

        Assert.True(await keeper.CampaignAsync(TestTimeouts.Token));
        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.False(await keeper.CampaignAsync(TestTimeouts.Token));

        Assert.Equal(1, keeper.Term!.FencingToken);
    }

    [Fact]
    public async Task IsCertain_EndsBeforeTheTermDoes()
    {
        LeadKeeper keeper = Keeper("a", new MemoryLeadership(_time));
        await keeper.CampaignAsync(TestTimeouts.Token);

        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.True(keeper.IsCertain);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.False(keeper.IsCertain);
    }

    [Fact]
    public async Task Campaign_AfterASleepInWhichAnotherOneLed_BeginsANewTerm_AndOldNotesAreRefused()
    {
        var leadership = new MemoryLeadership(_time);
        LeadKeeper a = Keeper("a", leadership);
        LeadKeeper b = Keeper("b", leadership);
        await a.CampaignAsync(TestTimeouts.Token);
        _time.Advance(TimeSpan.FromSeconds(11));
        Assert.True(await b.CampaignAsync(TestTimeouts.Token));

        Assert.False(await a.WriteAsync("stale", TestTimeouts.Token));
        Assert.False(await a.CampaignAsync(TestTimeouts.Token));
        Assert.Null(a.Term);

        await b.ResignAsync(TestTimeouts.Token);
        Assert.True(await a.CampaignAsync(TestTimeouts.Token));
        Assert.Equal(3, a.Term!.FencingToken);
    }

    private LeadKeeper Keeper(string name, MemoryLeadership leadership) => new(leadership.CreatePort(), name, Lifetime, _time);
}
