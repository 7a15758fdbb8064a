using FinCluster.Core.Scaling.Leadership;
using FinCluster.Testing;
using FsCheck.Fluent;

namespace FinCluster.Cluster.Tests.Scaling;

/// <summary>What every <see cref="ILeadership"/> must do. A backend inherits the class and says how to make one, and how time passes for it.</summary>
public abstract class LeadershipConformanceTests : IAsyncLifetime
{
    /// <summary>The role that the tests lead.</summary>
    protected const string Role = "scaler";

    private const int Commands = 200;

    // Terms end far from every moment at which a property looks, however slow the machine is.
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(1000);
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(300);

    private readonly CancellationToken _cancel = TestTimeouts.Token;

    /// <summary>Gets what one process uses.</summary>
    protected ILeadership First { get; private set; } = null!;

    /// <summary>Gets what another process uses.</summary>
    protected ILeadership Second { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        First = await ConnectAsync();
        Second = await ConnectAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await DisposeAllAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives what a process uses; all see the same.</summary>
    protected abstract Task<ILeadership> ConnectAsync();

    /// <summary>Lets time pass for the terms of <see cref="Role"/>.</summary>
    protected abstract Task PassAsync(TimeSpan time);

    /// <summary>Ends what was opened.</summary>
    protected abstract Task DisposeAllAsync();

    [Fact]
    public async Task Read_NobodyHasLed_SaysSo() => Assert.Equal(new LeadershipRecord(null, 0, null), await First.ReadAsync(Role, _cancel));

    [Fact]
    public async Task Campaign_NobodyLeads_LeadsForAllToSee()
    {
        LeadershipTerm? term = await First.CampaignAsync(Role, "a", Lifetime, _cancel);

        Assert.Equal(new LeadershipTerm(Role, "a", 1), term);
        Assert.Null(await Second.CampaignAsync(Role, "b", Lifetime, _cancel));
        Assert.Equal(new LeadershipRecord("a", 1, null), await Second.ReadAsync(Role, _cancel));
    }

    [Fact]
    public async Task Campaign_Again_KeepsTheTermAndProlongsIt()
    {
        LeadershipTerm? first = await First.CampaignAsync(Role, "a", Lifetime, _cancel);
        await PassAsync(Step * 2);

        LeadershipTerm? second = await First.CampaignAsync(Role, "a", Lifetime, _cancel);
        await PassAsync(Step * 2);

        Assert.Equal(first, second);
        Assert.Null(await Second.CampaignAsync(Role, "b", Lifetime, _cancel));
    }

    [Fact]
    public async Task Campaign_TermIsOver_TheNextOneHasAHigherToken()
    {
        await First.CampaignAsync(Role, "a", Lifetime, _cancel);
        await PassAsync(Lifetime + Step);
        Assert.Equal(new LeadershipRecord(null, 1, null), await Second.ReadAsync(Role, _cancel));

        LeadershipTerm? next = await Second.CampaignAsync(Role, "b", Lifetime, _cancel);

        Assert.Equal(new LeadershipTerm(Role, "b", 2), next);
        Assert.Null(await First.CampaignAsync(Role, "a", Lifetime, _cancel));
    }

    [Fact]
    public async Task Campaign_SameProcessAfterItsTerm_HasAHigherToken()
    {
        await First.CampaignAsync(Role, "a", Lifetime, _cancel);
        await PassAsync(Lifetime + Step);

        Assert.Equal(2, (await First.CampaignAsync(Role, "a", Lifetime, _cancel))!.FencingToken);
    }

    [Fact]
    public async Task Resign_Leader_LetsTheNextOneLeadAtOnce()
    {
        LeadershipTerm term = (await First.CampaignAsync(Role, "a", Lifetime, _cancel))!;

        await First.ResignAsync(term, _cancel);

        Assert.Null((await Second.ReadAsync(Role, _cancel)).Leader);
        Assert.Equal(2, (await Second.CampaignAsync(Role, "b", Lifetime, _cancel))!.FencingToken);
    }

    [Fact]
    public async Task Resign_TermThatWasFollowed_ChangesNothing()
    {
        LeadershipTerm old = (await First.CampaignAsync(Role, "a", Lifetime, _cancel))!;
        await First.ResignAsync(old, _cancel);
        await Second.CampaignAsync(Role, "b", Lifetime, _cancel);

        await First.ResignAsync(old, _cancel);

        Assert.Equal("b", (await First.ReadAsync(Role, _cancel)).Leader);
    }

    [Fact]
    public async Task Write_Leader_IsReadByTheNextOne()
    {
        LeadershipTerm term = (await First.CampaignAsync(Role, "a", Lifetime, _cancel))!;
        const string Note = "{\"模型\":\"fin-chat\"}\n😀 \0";

        Assert.True(await First.WriteAsync(term, "first", _cancel));
        Assert.True(await First.WriteAsync(term, Note, _cancel));
        await PassAsync(Lifetime + Step);

        Assert.Equal(new LeadershipRecord(null, 1, Note), await Second.ReadAsync(Role, _cancel));
        await Second.CampaignAsync(Role, "b", Lifetime, _cancel);
        Assert.Equal(new LeadershipRecord("b", 2, Note), await Second.ReadAsync(Role, _cancel));
    }

    [Fact]
    public async Task Write_TermThatIsOver_IsRefused()
    {
        LeadershipTerm frozen = (await First.CampaignAsync(Role, "a", Lifetime, _cancel))!;
        await PassAsync(Lifetime + Step);
        Assert.False(await First.WriteAsync(frozen, "late", _cancel));
        LeadershipTerm next = (await Second.CampaignAsync(Role, "b", Lifetime, _cancel))!;
        Assert.True(await Second.WriteAsync(next, "next", _cancel));

        Assert.False(await First.WriteAsync(frozen, "later", _cancel));

        Assert.Equal("next", (await First.ReadAsync(Role, _cancel)).Note);
    }

    [Fact]
    public async Task Write_AfterResigning_IsRefused()
    {
        LeadershipTerm term = (await First.CampaignAsync(Role, "a", Lifetime, _cancel))!;
        await First.ResignAsync(term, _cancel);

        Assert.False(await First.WriteAsync(term, "late", _cancel));
    }

    [Fact]
    public async Task Write_LongestNote_IsReadAsItWas()
    {
        string note = new('长', LeadershipState.MaxNoteLength);
        LeadershipTerm term = (await First.CampaignAsync(Role, "a", Lifetime, _cancel))!;

        Assert.True(await First.WriteAsync(term, note, _cancel));

        Assert.Equal(note, (await Second.ReadAsync(Role, _cancel)).Note);
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await First.WriteAsync(term, note + "!", _cancel));
    }

    [Fact]
    public async Task Roles_AreLedApart()
    {
        await First.CampaignAsync(Role, "a", Lifetime, _cancel);

        LeadershipTerm? other = await Second.CampaignAsync("another:{role} 中", "b", Lifetime, _cancel);

        Assert.Equal(1, other!.FencingToken);
        Assert.Equal("a", (await Second.ReadAsync(Role, _cancel)).Leader);
    }

    [Theory]
    [InlineData("", "a", 1)]
    [InlineData("r", "", 1)]
    [InlineData("r", "a", 0)]
    [InlineData("r", "a", -1)]
    [InlineData("r", "a", 86_401)]
    public async Task Campaign_WrongArguments_AreRefused(string role, string candidate, int seconds) =>
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await First.CampaignAsync(role, candidate, TimeSpan.FromSeconds(seconds), _cancel));

    [Fact]
    public async Task EveryCall_Cancelled_ChangesNothing()
    {
        var cancelled = new CancellationToken(canceled: true);
        LeadershipTerm term = (await First.CampaignAsync(Role, "a", Lifetime, _cancel))!;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await First.CampaignAsync("r", "a", Lifetime, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await First.WriteAsync(term, "n", cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await First.ResignAsync(term, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await First.ReadAsync(Role, cancelled));

        Assert.Equal(new LeadershipRecord("a", 1, null), await First.ReadAsync(Role, _cancel));
        Assert.Equal(0, (await First.ReadAsync("r", _cancel)).FencingToken);
    }

    [Fact]
    public async Task Campaign_ManyAtOnce_OneLeads()
    {
        LeadershipTerm?[] terms = await Task.WhenAll(Enumerable.Range(0, 32).Select(
            i => Task.Run(() => (i % 2 == 0 ? First : Second).CampaignAsync(Role, $"c{i}", Lifetime, _cancel).AsTask(), _cancel)));

        LeadershipTerm won = Assert.Single(terms, term => term is not null)!;
        Assert.Equal(new LeadershipRecord(won.Leader, 1, null), await First.ReadAsync(Role, _cancel));
    }

    /// <summary>Whatever three processes do, each is told what Core says.</summary>
    [Fact]
    public async Task AnyCalls_AreAnsweredAsCoreSays()
    {
        int[] numbers = [.. Gen.Choose(0, int.MaxValue - 1).Sample(Commands, Commands)];
        var time = new ManualTimeProvider();
        LeadershipState state = LeadershipState.None;
        var terms = new List<LeadershipTerm> { new(Role, "nobody", 0) };
        int written = 0;
        foreach (int number in numbers)
        {
            ILeadership process = number % 2 == 0 ? First : Second;
            LeadershipTerm term = terms[^(1 + (number / 64 % Math.Min(3, terms.Count)))];
            DateTimeOffset now = time.GetUtcNow();
            switch (number / 2 % 32)
            {
                case < 12:
                    string candidate = $"c{number / 64 % 3}";
                    (state, LeadershipTerm? expected) = state.Campaign(Role, candidate, Lifetime, now);
                    Assert.Equal(expected, await process.CampaignAsync(Role, candidate, Lifetime, _cancel));
                    terms.AddRange(expected is null ? [] : [expected]);
                    break;
                case < 14:
                    state = state.Resign(term.FencingToken);
                    await process.ResignAsync(term, _cancel);
                    break;
                case < 26:
                    LeadershipState? after = state.Write(term.FencingToken, $"n{number}", now);
                    Assert.Equal(after is not null, await process.WriteAsync(term, $"n{number}", _cancel));
                    state = after ?? state;
                    written += after is null ? 0 : 1;
                    break;
                default:
                    TimeSpan passed = Step * (1 + (number / 64 % 3));
                    time.Advance(passed);
                    await PassAsync(passed);
                    break;
            }

            Assert.Equal(state.Read(time.GetUtcNow()), await process.ReadAsync(Role, _cancel));
        }

        Assert.InRange(state.FencingToken, 5, long.MaxValue);
        Assert.InRange(written, 3, Commands);
    }
}
