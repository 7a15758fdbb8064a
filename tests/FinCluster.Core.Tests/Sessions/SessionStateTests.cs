using FinCluster.Core.Engine;
using FinCluster.Core.Fleet;
using FinCluster.Core.Sessions;
using FinCluster.Core.Tenants;

namespace FinCluster.Core.Tests.Sessions;

/// <summary>What the conformance suite of session stores cannot reach: answers that were lost, and parts that are stored apart.</summary>
public sealed class SessionStateTests
{
    private static readonly TenantId Tenant = new("acme");
    private static readonly SessionId Session = new("ses_1");
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly ChatMessage[] Turn = [new(ChatRole.User, "q"), new(ChatRole.Assistant, "a")];

    [Fact]
    public void Acquire_TheSameRequestAgain_FindsItsLease()
    {
        (SessionState held, AcquireResult first) = Acquire(Empty(), "r1");

        (SessionState again, AcquireResult second) = Acquire(held, "r1");
        (_, AcquireResult other) = Acquire(again, "r2");

        Assert.Equal(first.Lease, second.Lease);
        Assert.Equal(AcquireStatus.Busy, other.Status);
    }

    // As from a silo that stood still with the call in its socket, while the call was made again elsewhere.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Acquire_ALateCopyOfARequestThatIsDone_TakesNothing(bool isCommitted)
    {
        (SessionState held, AcquireResult acquired) = Acquire(Empty(), "r1");
        SessionState done = isCommitted
            ? held.Commit(acquired.Lease!, Turn, null, "c1", Start).State
            : held.Release(acquired.Lease!.FencingToken);

        (SessionState after, AcquireResult late) = Acquire(done, "r1");

        Assert.Equal((AcquireStatus.Busy, null), (late.Status, late.Lease));
        Assert.Same(done, after);
        Assert.Equal(AcquireStatus.Acquired, Acquire(after, "r2").Result.Status);
    }

    [Fact]
    public void Commit_TheSameRequestAgain_IsCommittedOnceAndSaysSo()
    {
        (SessionState held, AcquireResult acquired) = Acquire(Empty(), "r1");
        (SessionState committed, CommitResult first) = held.Commit(acquired.Lease!, Turn, new NodeId("n"), "c1", Start);

        (SessionState again, CommitResult second) = committed.Commit(acquired.Lease!, Turn, new NodeId("n"), "c1", Start);
        (_, CommitResult other) = committed.Commit(acquired.Lease!, Turn, null, "c2", Start);

        Assert.Equal(new CommitResult(CommitStatus.Committed, 1), first);
        Assert.Equal(first, second);
        Assert.Same(committed, again);
        Assert.Equal(CommitStatus.LeaseLost, other.Status);
    }

    // The document is stored and the lease beside it still says what it said before the turn.
    [Fact]
    public void Commit_TheLeaseIsStillStored_IsOverAllTheSame()
    {
        (SessionState held, AcquireResult acquired) = Acquire(Empty(), "r1");
        (SessionState committed, _) = held.Commit(acquired.Lease!, Turn, null, "c1", Start);
        Assert.Equal(held.Writer, committed.Writer);

        (_, AcquireResult next) = Acquire(committed, "r2");

        Assert.Equal((AcquireStatus.Acquired, 1L), (next.Status, next.Lease!.Version));
        Assert.True(next.Lease.FencingToken > acquired.Lease!.FencingToken);
        Assert.Null(committed.Renew(acquired.Lease.FencingToken, TimeSpan.FromMinutes(1), Start));
    }

    // The lease was lost with its storage, the document was not.
    [Fact]
    public void Acquire_TheLeaseIsNotStoredAnyMore_TokensGrowOn()
    {
        (SessionState held, AcquireResult acquired) = Acquire(Empty(), "r1");
        (SessionState committed, _) = held.Commit(acquired.Lease!, Turn, null, "c1", Start);

        (_, AcquireResult next) = Acquire(committed with { Writer = default }, "r2");

        Assert.True(next.Lease!.FencingToken > acquired.Lease!.FencingToken);
    }

    [Fact]
    public void Commit_AClockThatWentBack_DoesNotGoBackWithIt()
    {
        (SessionState held, AcquireResult acquired) = Acquire(Empty(), "r1");

        (SessionState committed, _) = held.Commit(acquired.Lease!, Turn, null, "c1", Start.AddHours(-1));

        Assert.Equal(Start, committed.Record!.Summary.UpdatedAt);
    }

    private static (SessionState State, AcquireResult Result) Acquire(SessionState state, string request) =>
        state.Acquire(Tenant, Session, null, TimeSpan.FromMinutes(1), request, Start);

    private static SessionState Empty() => new()
    {
        Record = new SessionRecord(
            new SessionSummary
            {
                Id = Session, Tenant = Tenant, Version = 0, Model = null, MessageCount = 0, CreatedAt = Start, UpdatedAt = Start,
            },
            []),
    };
}
