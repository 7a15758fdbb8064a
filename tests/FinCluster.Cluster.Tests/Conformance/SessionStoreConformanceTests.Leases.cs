using FinCluster.Core.Sessions;

namespace FinCluster.Cluster.Tests.Conformance;

public abstract partial class SessionStoreConformanceTests
{
    [Fact]
    public async Task Acquire_FreeSession_GivesLeaseAndContent()
    {
        SessionSummary session = await Store.CreateAsync(Alice, null, Turn(0), _cancel);

        AcquireResult result = await Store.AcquireAsync(Alice, session.Id, 0, LongLease, _cancel);

        Assert.Equal((AcquireStatus.Acquired, 0L), (result.Status, result.ActualVersion));
        Assert.Equal((Alice, session.Id, 0L), (result.Lease!.Tenant, result.Lease.Session, result.Lease.Version));
        Assert.Equal(session, result.Session!.Summary);
        Assert.Equal(Turn(0), result.Session.Messages);
    }

    [Fact]
    public async Task Acquire_UnknownSession_IsNotFound()
    {
        AcquireResult result = await Store.AcquireAsync(Alice, SessionId.New(), null, LongLease, _cancel);

        Assert.Equal(new AcquireResult(AcquireStatus.NotFound, null, null, 0), result);
    }

    [Fact]
    public async Task Acquire_HeldSession_IsBusyWithTheVersion()
    {
        SessionSummary session = await Store.CreateAsync(Alice, null, NoMessages, _cancel);
        await Store.CommitAsync(await TakeAsync(session.Id), Turn(0), _cancel);
        await TakeAsync(session.Id);

        AcquireResult second = await Store.AcquireAsync(Alice, session.Id, 1, LongLease, _cancel);

        Assert.Equal(new AcquireResult(AcquireStatus.Busy, null, null, 1), second);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    public async Task Acquire_AnotherVersion_IsMismatchAndLeavesTheSessionFree(long expected)
    {
        SessionSummary session = await Store.CreateAsync(Alice, null, NoMessages, _cancel);
        await Store.CommitAsync(await TakeAsync(session.Id), Turn(0), _cancel);

        AcquireResult result = await Store.AcquireAsync(Alice, session.Id, expected, LongLease, _cancel);

        Assert.Equal(new AcquireResult(AcquireStatus.VersionMismatch, null, null, 1), result);
        Assert.Equal(AcquireStatus.Acquired, (await Store.AcquireAsync(Alice, session.Id, 1, LongLease, _cancel)).Status);
    }

    [Fact]
    public async Task Acquire_AfterTheLeaseRanOut_TakesOverWithALargerToken()
    {
        SessionSummary session = await Store.CreateAsync(Alice, null, NoMessages, _cancel);
        SessionLease old = await TakeAsync(session.Id, ShortLease);
        await ExpireLeasesAsync(ShortLease);

        SessionLease taken = await TakeAsync(session.Id);

        Assert.True(taken.FencingToken > old.FencingToken, $"{taken.FencingToken} does not follow {old.FencingToken}");
    }

    [Fact]
    public async Task Acquire_AgainAndAgain_TokensGrow()
    {
        SessionSummary session = await Store.CreateAsync(Alice, null, NoMessages, _cancel);
        var tokens = new List<long>();
        for (int i = 0; i < 6; i++)
        {
            SessionLease lease = await TakeAsync(session.Id);
            tokens.Add(lease.FencingToken);
            if (i % 2 == 0)
            {
                await Store.ReleaseAsync(lease, _cancel);
            }
            else
            {
                await Store.CommitAsync(lease, Turn(i), _cancel);
            }
        }

        Assert.Equal(tokens.Distinct().Order(), tokens);
    }

    [Fact]
    public async Task Acquire_OneSession_LeavesOthersFree()
    {
        SessionSummary first = await Store.CreateAsync(Alice, null, NoMessages, _cancel);
        SessionSummary second = await Store.CreateAsync(Alice, null, NoMessages, _cancel);
        await TakeAsync(first.Id);

        await TakeAsync(second.Id);
    }

    [Fact]
    public async Task Renew_HeldLease_LastsFromNowOn()
    {
        SessionSummary session = await Store.CreateAsync(Alice, null, NoMessages, _cancel);
        SessionLease lease = await TakeAsync(session.Id, ShortLease);

        Assert.True(await Store.RenewAsync(lease, LongLease, _cancel));
        await ExpireLeasesAsync(ShortLease);

        Assert.Equal(AcquireStatus.Busy, (await Store.AcquireAsync(Alice, session.Id, null, LongLease, _cancel)).Status);
        Assert.Equal(CommitStatus.Committed, (await Store.CommitAsync(lease, Turn(0), _cancel)).Status);
    }

    [Fact]
    public async Task Renew_LeaseThatRanOut_IsFalse()
    {
        SessionSummary session = await Store.CreateAsync(Alice, null, NoMessages, _cancel);
        SessionLease lease = await TakeAsync(session.Id, ShortLease);
        await ExpireLeasesAsync(ShortLease);

        Assert.False(await Store.RenewAsync(lease, LongLease, _cancel));
        await TakeAsync(session.Id);
        Assert.False(await Store.RenewAsync(lease, LongLease, _cancel));
    }

    [Fact]
    public async Task Release_HeldLease_FreesTheSessionWithoutATrace()
    {
        SessionSummary session = await Store.CreateAsync(Alice, null, NoMessages, _cancel);
        SessionLease lease = await TakeAsync(session.Id);

        await Store.ReleaseAsync(lease, _cancel);

        Assert.False(await Store.RenewAsync(lease, LongLease, _cancel));
        Assert.Equal(new CommitResult(CommitStatus.LeaseLost, 0), await Store.CommitAsync(lease, Turn(0), _cancel));
        Assert.Equal(session, (await Store.FindAsync(Alice, session.Id, _cancel))!.Summary);
        await TakeAsync(session.Id);
    }

    [Fact]
    public async Task Release_LostLease_DoesNotEndTheNextOne()
    {
        SessionSummary session = await Store.CreateAsync(Alice, null, NoMessages, _cancel);
        SessionLease old = await TakeAsync(session.Id, ShortLease);
        await ExpireLeasesAsync(ShortLease);
        SessionLease current = await TakeAsync(session.Id);

        await Store.ReleaseAsync(old, _cancel);

        Assert.True(await Store.RenewAsync(current, LongLease, _cancel));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public async Task Acquire_DurationNotPositive_IsABug(int seconds)
    {
        SessionSummary session = await Store.CreateAsync(Alice, null, NoMessages, _cancel);

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => Store.AcquireAsync(Alice, session.Id, null, TimeSpan.FromSeconds(seconds), _cancel));
    }

    [Fact]
    public async Task Acquire_ThroughAnotherGateway_SeesTheLease()
    {
        ISessionStore other = await ConnectAsync(Store);
        SessionSummary session = await Store.CreateAsync(Alice, null, NoMessages, _cancel);
        SessionLease lease = await TakeAsync(session.Id);

        Assert.Equal(AcquireStatus.Busy, (await other.AcquireAsync(Alice, session.Id, null, LongLease, _cancel)).Status);
        Assert.Equal(new CommitResult(CommitStatus.Committed, 1), await other.CommitAsync(lease, Turn(0), _cancel));
        Assert.Equal(Turn(0), (await Store.FindAsync(Alice, session.Id, _cancel))!.Messages);
    }
}
