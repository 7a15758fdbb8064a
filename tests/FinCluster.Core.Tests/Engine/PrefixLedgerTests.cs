using FinCluster.Core.Engine;

namespace FinCluster.Core.Tests.Engine;

public sealed class PrefixLedgerTests
{
    private readonly PrefixLedger _ledger = new();

    [Fact]
    public void TakeChanges_AfterComingsAndGoings_IsWhatIsDifferentInTheEnd()
    {
        _ledger.Add(1);
        _ledger.Add(2);
        _ledger.TakeChanges();
        _ledger.Remove(1);
        _ledger.Remove(2);
        _ledger.Add(2);
        _ledger.Add(3);
        _ledger.Add(3);
        _ledger.Add(4);
        _ledger.Remove(4);

        PrefixUpdate changes = _ledger.TakeChanges()!;

        Assert.False(changes.IsReset);
        Assert.Equal([3ul], changes.Added);
        Assert.Equal([1ul], changes.Removed);
        Assert.Null(_ledger.TakeChanges());
        Assert.Equal([2ul, 3ul], _ledger.ToReset().Added.Order().ToArray());
    }

    [Fact]
    public void Remove_BlockThatNobodyHolds_IsABug() => Assert.Throws<ArgumentException>(() => _ledger.Remove(7));
}
