using FinCluster.Cluster.Local;
using FinCluster.Core.Sessions;
using FinCluster.Core.Tenants;
using FinCluster.Testing;

namespace FinCluster.Cluster.Tests.Local;

public sealed class SessionLeaseTableTests
{
    private static readonly TenantId Tenant = TenantId.Local;
    private static readonly SessionId Session = new("s");
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly ManualTimeProvider _time = new();
    private readonly SessionLeaseTable _leases;

    public SessionLeaseTableTests() => _leases = new SessionLeaseTable(_time, new EpochCounter(1));

    [Fact]
    public void TryTake_OneTickBeforeTheEnd_IsRefused()
    {
        Take(Second);

        _time.Advance(Second - TimeSpan.FromTicks(1));
        Assert.Null(_leases.TryTake(Tenant, Session, Second));

        _time.Advance(TimeSpan.FromTicks(1));
        Assert.NotNull(_leases.TryTake(Tenant, Session, Second));
    }

    [Fact]
    public void TryPin_HeldLease_KeepsItUntilTheWriterEndsIt()
    {
        SessionLease lease = Take(Second);
        Assert.True(_leases.TryPin(lease));

        _time.Advance(Second * 100);
        _leases.End(Tenant, Session, lease.FencingToken, pinned: false);
        Assert.Null(_leases.TryTake(Tenant, Session, Second));

        _leases.End(Tenant, Session, lease.FencingToken, pinned: true);
        Assert.NotNull(_leases.TryTake(Tenant, Session, Second));
    }

    [Fact]
    public void TryPin_PinnedLease_IsRefused()
    {
        SessionLease lease = Take(Second);
        Assert.True(_leases.TryPin(lease));

        Assert.False(_leases.TryPin(lease));
    }

    [Fact]
    public void Unpin_PinnedLease_RunsOutAgain()
    {
        SessionLease lease = Take(Second);
        _leases.TryPin(lease);

        _leases.Unpin(lease);

        Assert.True(_leases.TryRenew(lease, Second));
        _time.Advance(Second);
        Assert.False(_leases.TryRenew(lease, Second));
    }

    [Fact]
    public void TryTake_ManyHoldersThatDied_AreForgotten()
    {
        for (int i = 0; i < 100_000; i++)
        {
            _leases.TryTake(Tenant, new SessionId($"s{i}"), Second);
            _time.Advance(TimeSpan.FromMilliseconds(10));
        }

        // 100 leases are alive at any moment.
        Assert.InRange(_leases.Count, 100, 2_000);
    }

    [Fact]
    public void Next_LaterEpoch_IsAboveEveryEarlierNumber()
    {
        var earlier = new EpochCounter(1);
        long last = 0;
        for (int i = 0; i < 1_000; i++)
        {
            long next = earlier.Next();
            Assert.True(next > last);
            last = next;
        }

        Assert.True(new EpochCounter(2).Next() > last);
    }

    private SessionLease Take(TimeSpan duration) => new(Tenant, Session, 0, _leases.TryTake(Tenant, Session, duration)!.Value);
}
