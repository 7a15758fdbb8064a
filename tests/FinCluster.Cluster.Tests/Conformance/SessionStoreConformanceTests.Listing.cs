using FinCluster.Core.Sessions;
using FinCluster.Core.Tenants;

namespace FinCluster.Cluster.Tests.Conformance;

public abstract partial class SessionStoreConformanceTests
{
    [Fact]
    public async Task List_NoSessions_IsEmptyWithoutCursor()
    {
        SessionPage page = await Store.ListAsync(Alice, 10, null, _cancel);

        Assert.Empty(page.Sessions);
        Assert.Null(page.Next);
    }

    [Fact]
    public async Task List_AfterACommit_PutsTheSessionFirst()
    {
        SessionSummary[] created = await CreateManyAsync(Alice, 3);

        await Store.CommitAsync(await TakeAsync(created[0].Id), Turn(0), _cancel);

        SessionPage page = await Store.ListAsync(Alice, 10, null, _cancel);
        Assert.Equal([created[0].Id, created[2].Id, created[1].Id], page.Sessions.Select(session => session.Id));
        Assert.Equal(await SummaryAsync(created[0].Id), page.Sessions[0]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100)]
    [InlineData(199)]
    [InlineData(200)]
    [InlineData(1000)]
    public async Task List_TwoHundredSessions_PagesShowEachOnceNewestFirst(int limit)
    {
        SessionSummary[] created = await CreateManyAsync(Alice, 200);
        await CreateManyAsync(Bob, 5);

        List<SessionPage> pages = await ReadPagesAsync(Alice, limit);

        Assert.Equal(created.Reverse(), pages.SelectMany(page => page.Sessions));
        Assert.Equal((200 + limit - 1) / limit, pages.Count);
        Assert.All(pages.SkipLast(1), page => Assert.Equal(limit, page.Sessions.Count));
    }

    [Fact]
    public async Task List_SessionsChangeBetweenPages_ShowsNoneTwice()
    {
        SessionSummary[] created = await CreateManyAsync(Alice, 6);
        SessionPage first = await Store.ListAsync(Alice, 3, null, _cancel);

        // One of the first page moves to the front, one of the second is deleted, one is new.
        await Store.CommitAsync(await TakeAsync(created[4].Id), Turn(0), _cancel);
        await Store.DeleteAsync(Alice, created[1].Id, _cancel);
        await CreateManyAsync(Alice, 1);

        SessionPage second = await Store.ListAsync(Alice, 3, first.Next, _cancel);
        Assert.Equal([created[2].Id, created[0].Id], second.Sessions.Select(session => session.Id));
        Assert.Null(second.Next);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("0")]
    [InlineData("not a cursor")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("=====")]
    [InlineData("游标")]
    [InlineData("-1; DROP TABLE sessions")]
    public async Task List_CursorOfNobody_IsAFormatError(string cursor)
    {
        await CreateManyAsync(Alice, 3);

        await Assert.ThrowsAsync<FormatException>(() => Store.ListAsync(Alice, 2, cursor, _cancel));
    }

    [Fact]
    public async Task List_ShortenedOrLengthenedCursor_IsAFormatError()
    {
        await CreateManyAsync(Alice, 3);
        string cursor = (await Store.ListAsync(Alice, 2, null, _cancel)).Next!;

        await Assert.ThrowsAsync<FormatException>(() => Store.ListAsync(Alice, 2, cursor[..^1], _cancel));
        await Assert.ThrowsAsync<FormatException>(() => Store.ListAsync(Alice, 2, cursor + "A", _cancel));
        await Assert.ThrowsAsync<FormatException>(() => Store.ListAsync(Alice, 2, new string('A', 100_000), _cancel));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1001)]
    [InlineData(int.MaxValue)]
    public async Task List_LimitOutOfRange_IsABug(int limit) =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Store.ListAsync(Alice, limit, null, _cancel));

    [Fact]
    public async Task Delete_FreeSession_RemovesIt()
    {
        SessionSummary[] created = await CreateManyAsync(Alice, 2);
        await Store.CommitAsync(await TakeAsync(created[0].Id), Turn(0), _cancel);

        Assert.Equal(DeleteStatus.Deleted, await Store.DeleteAsync(Alice, created[0].Id, _cancel));

        Assert.Null(await Store.FindAsync(Alice, created[0].Id, _cancel));
        Assert.Equal(AcquireStatus.NotFound, (await Store.AcquireAsync(Alice, created[0].Id, null, LongLease, _cancel)).Status);
        Assert.Equal(created[1], Assert.Single((await Store.ListAsync(Alice, 10, null, _cancel)).Sessions));
        Assert.Equal(DeleteStatus.NotFound, await Store.DeleteAsync(Alice, created[0].Id, _cancel));
    }

    [Fact]
    public async Task Delete_HeldSession_IsBusyAndChangesNothing()
    {
        SessionSummary session = await Store.CreateAsync(Alice, null, Turn(0), _cancel);
        SessionLease lease = await TakeAsync(session.Id);

        Assert.Equal(DeleteStatus.Busy, await Store.DeleteAsync(Alice, session.Id, _cancel));

        Assert.Equal(Turn(0), (await Store.FindAsync(Alice, session.Id, _cancel))!.Messages);
        Assert.Equal(CommitStatus.Committed, (await Store.CommitAsync(lease, Turn(1), _cancel)).Status);
        Assert.Equal(DeleteStatus.Deleted, await Store.DeleteAsync(Alice, session.Id, _cancel));
    }

    [Fact]
    public async Task Delete_AfterTheLeaseRanOut_RemovesTheSession()
    {
        SessionSummary session = await Store.CreateAsync(Alice, null, NoMessages, _cancel);
        await TakeAsync(session.Id, ShortLease);
        await ExpireLeasesAsync(ShortLease);

        Assert.Equal(DeleteStatus.Deleted, await Store.DeleteAsync(Alice, session.Id, _cancel));
    }

    private async Task<SessionSummary[]> CreateManyAsync(TenantId tenant, int count)
    {
        var created = new SessionSummary[count];
        for (int i = 0; i < count; i++)
        {
            created[i] = await Store.CreateAsync(tenant, $"model {i}", NoMessages, _cancel);
        }

        return created;
    }

    private async Task<List<SessionPage>> ReadPagesAsync(TenantId tenant, int limit)
    {
        var pages = new List<SessionPage>();
        do
        {
            pages.Add(await Store.ListAsync(tenant, limit, pages.LastOrDefault()?.Next, _cancel));
        }
        while (pages[^1].Next is not null);
        return pages;
    }

    private async Task<SessionSummary> SummaryAsync(SessionId session) => (await Store.FindAsync(Alice, session, _cancel))!.Summary;
}
