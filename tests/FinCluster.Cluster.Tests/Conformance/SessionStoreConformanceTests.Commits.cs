using FinCluster.Core.Engine;
using FinCluster.Core.Fleet;
using FinCluster.Core.Sessions;

namespace FinCluster.Cluster.Tests.Conformance;

public abstract partial class SessionStoreConformanceTests
{
    [Fact]
    public async Task Commit_HeldLease_AppendsTheTurnAndEndsTheLease()
    {
        SessionSummary session = await Store.CreateAsync(Alice, "m", Turn(0), _cancel);

        CommitResult first = await Store.CommitAsync(await TakeAsync(session.Id), Turn(1), _cancel);
        CommitResult second = await Store.CommitAsync(await TakeAsync(session.Id), Turn(2), _cancel);

        Assert.Equal(new CommitResult(CommitStatus.Committed, 1), first);
        Assert.Equal(new CommitResult(CommitStatus.Committed, 2), second);
        SessionRecord found = (await Store.FindAsync(Alice, session.Id, _cancel))!;
        Assert.Equal([.. Turn(0), .. Turn(1), .. Turn(2)], found.Messages);
        Assert.Equal(
            session with { Version = 2, MessageCount = 6, UpdatedAt = found.Summary.UpdatedAt },
            found.Summary);
        Assert.True(found.Summary.UpdatedAt >= session.UpdatedAt);
    }

    [Fact]
    public async Task Commit_WarmNode_IsThatOfTheLastTurn()
    {
        SessionId session = (await Store.CreateAsync(Alice, null, Turn(0), _cancel)).Id;
        ISessionStore other = await ConnectAsync(Store);
        Assert.Null((await Store.FindAsync(Alice, session, _cancel))!.WarmNode);

        foreach (NodeId? node in (NodeId?[])[new NodeId("n:1.a"), new NodeId("节点-2"), null, new NodeId("n:1.a")])
        {
            await Store.CommitAsync(await TakeAsync(session), Turn(1), node, _cancel);

            Assert.Equal(node, (await other.FindAsync(Alice, session, _cancel))!.WarmNode);
            AcquireResult acquired = await other.AcquireAsync(Alice, session, null, LongLease, _cancel);
            Assert.Equal(node, acquired.Session!.WarmNode);
            await other.ReleaseAsync(acquired.Lease!, _cancel);
        }
    }

    [Fact]
    public async Task Commit_LeaseIsLost_LeavesTheWarmNodeAlone()
    {
        SessionId session = (await Store.CreateAsync(Alice, null, [], _cancel)).Id;
        SessionLease lease = await TakeAsync(session);
        await Store.CommitAsync(lease, Turn(0), new NodeId("a"), _cancel);

        await Store.CommitAsync(lease with { FencingToken = lease.FencingToken + 1 }, Turn(1), new NodeId("b"), _cancel);

        Assert.Equal(new NodeId("a"), (await Store.FindAsync(Alice, session, _cancel))!.WarmNode);
    }

    [Fact]
    public async Task Commit_NoMessages_StillRaisesTheVersion()
    {
        SessionSummary session = await Store.CreateAsync(Alice, null, Turn(0), _cancel);

        CommitResult result = await Store.CommitAsync(await TakeAsync(session.Id), NoMessages, _cancel);

        Assert.Equal(new CommitResult(CommitStatus.Committed, 1), result);
        Assert.Equal(2, (await Store.FindAsync(Alice, session.Id, _cancel))!.Summary.MessageCount);
    }

    [Fact]
    public async Task Commit_TwiceWithOneLease_StoresTheTurnOnce()
    {
        SessionSummary session = await Store.CreateAsync(Alice, null, NoMessages, _cancel);
        SessionLease lease = await TakeAsync(session.Id);
        await Store.CommitAsync(lease, Turn(0), _cancel);

        CommitResult again = await Store.CommitAsync(lease, Turn(0), _cancel);

        Assert.Equal(new CommitResult(CommitStatus.LeaseLost, 0), again);
        Assert.Equal(Turn(0), (await Store.FindAsync(Alice, session.Id, _cancel))!.Messages);
    }

    [Fact]
    public async Task Commit_LeaseThatRanOut_StoresNothing()
    {
        SessionSummary session = await Store.CreateAsync(Alice, null, NoMessages, _cancel);
        SessionLease lease = await TakeAsync(session.Id, ShortLease);
        await ExpireLeasesAsync(ShortLease);

        CommitResult result = await Store.CommitAsync(lease, Turn(0), _cancel);

        Assert.Equal(new CommitResult(CommitStatus.LeaseLost, 0), result);
        Assert.Equal(session, (await Store.FindAsync(Alice, session.Id, _cancel))!.Summary);
    }

    [Fact]
    public async Task Commit_LeaseThatWasTakenOver_LosesToTheNewHolder()
    {
        SessionSummary session = await Store.CreateAsync(Alice, null, NoMessages, _cancel);
        SessionLease old = await TakeAsync(session.Id, ShortLease);
        await ExpireLeasesAsync(ShortLease);
        SessionLease current = await TakeAsync(session.Id);

        CommitResult late = await Store.CommitAsync(old, Turn(1), _cancel);
        CommitResult own = await Store.CommitAsync(current, Turn(2), _cancel);

        Assert.Equal((CommitStatus.LeaseLost, CommitStatus.Committed), (late.Status, own.Status));
        Assert.Equal(Turn(2), (await Store.FindAsync(Alice, session.Id, _cancel))!.Messages);
    }

    [Fact]
    public async Task Commit_DeletedSession_IsNotFound()
    {
        SessionSummary session = await Store.CreateAsync(Alice, null, NoMessages, _cancel);
        SessionLease lease = await TakeAsync(session.Id, ShortLease);
        await ExpireLeasesAsync(ShortLease);
        Assert.Equal(DeleteStatus.Deleted, await Store.DeleteAsync(Alice, session.Id, _cancel));

        Assert.Equal(new CommitResult(CommitStatus.NotFound, 0), await Store.CommitAsync(lease, Turn(0), _cancel));
        Assert.Null(await Store.FindAsync(Alice, session.Id, _cancel));
    }

    [Fact]
    public async Task Commit_Cancelled_ChangesNothingAndKeepsTheLease()
    {
        SessionSummary session = await Store.CreateAsync(Alice, null, NoMessages, _cancel);
        SessionLease lease = await TakeAsync(session.Id);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Store.CommitAsync(lease, Turn(0), new CancellationToken(canceled: true)));

        Assert.Equal(session, (await Store.FindAsync(Alice, session.Id, _cancel))!.Summary);
        Assert.Equal(new CommitResult(CommitStatus.Committed, 1), await Store.CommitAsync(lease, Turn(1), _cancel));
    }

    [Fact]
    public async Task EveryCall_Cancelled_Throws()
    {
        SessionSummary session = await Store.CreateAsync(Alice, null, NoMessages, _cancel);
        SessionLease lease = await TakeAsync(session.Id);
        var cancelled = new CancellationToken(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.CreateAsync(Alice, null, NoMessages, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.FindAsync(Alice, session.Id, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.ListAsync(Alice, 10, null, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.DeleteAsync(Alice, session.Id, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Store.AcquireAsync(Alice, session.Id, null, LongLease, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.RenewAsync(lease, LongLease, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.ReleaseAsync(lease, cancelled));

        Assert.Single((await Store.ListAsync(Alice, 10, null, _cancel)).Sessions);
        Assert.True(await Store.RenewAsync(lease, LongLease, _cancel));
    }

    [Fact]
    public async Task Commit_EightWritersAtOnce_OneWinsEachRound()
    {
        const int Writers = 8;
        const int Rounds = 20;
        ISessionStore[] gateways = [Store, await ConnectAsync(Store)];
        SessionSummary session = await Store.CreateAsync(Alice, null, NoMessages, _cancel);

        for (int round = 0; round < Rounds; round++)
        {
            AcquireStatus[] outcomes = await Task.WhenAll(Enumerable.Range(0, Writers).Select(
                writer => Task.Run(() => WriteAsync(gateways[writer % gateways.Length], session.Id, round), _cancel)));

            Assert.Single(outcomes, AcquireStatus.Acquired);
            Assert.DoesNotContain(AcquireStatus.NotFound, outcomes);
        }

        SessionRecord found = (await Store.FindAsync(Alice, session.Id, _cancel))!;
        Assert.Equal(Rounds, found.Summary.Version);
        Assert.Equal(Enumerable.Range(0, Rounds).SelectMany(Turn), found.Messages);
    }

    [Fact]
    public async Task Commit_RetriedByEightWritersWithoutAVersion_LosesNoTurn()
    {
        const int Writers = 8;
        const int TurnsEach = 10;
        SessionSummary session = await Store.CreateAsync(Alice, null, NoMessages, _cancel);

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(
            writer => Task.Run(
                async () =>
                {
                    for (int turn = 0; turn < TurnsEach; turn++)
                    {
                        await WriteUntilCommittedAsync(session.Id, new ChatMessage(ChatRole.User, $"{writer}/{turn}"));
                    }
                },
                _cancel)));

        SessionRecord found = (await Store.FindAsync(Alice, session.Id, _cancel))!;
        IEnumerable<string> expected = Enumerable.Range(0, Writers).SelectMany(w => Enumerable.Range(0, TurnsEach).Select(t => $"{w}/{t}"));
        Assert.Equal(Writers * TurnsEach, found.Summary.Version);
        Assert.Equal(expected.Order(StringComparer.Ordinal), found.Messages.Select(m => m.Content).Order(StringComparer.Ordinal));
    }

    private async Task<AcquireStatus> WriteAsync(ISessionStore store, SessionId session, int round)
    {
        AcquireResult acquired = await store.AcquireAsync(Alice, session, round, LongLease, _cancel);
        if (acquired.Lease is { } lease)
        {
            Assert.Equal(new CommitResult(CommitStatus.Committed, round + 1), await store.CommitAsync(lease, Turn(round), _cancel));
        }

        return acquired.Status;
    }

    private async Task WriteUntilCommittedAsync(SessionId session, ChatMessage message)
    {
        while (true)
        {
            AcquireResult acquired = await Store.AcquireAsync(Alice, session, null, LongLease, _cancel);
            if (acquired.Lease is { } lease)
            {
                Assert.Equal(CommitStatus.Committed, (await Store.CommitAsync(lease, [message], _cancel)).Status);
                return;
            }

            Assert.Equal(AcquireStatus.Busy, acquired.Status);
            await Task.Yield();
        }
    }
}
