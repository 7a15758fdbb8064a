namespace FinCluster.Audit.Verification;

/// <summary>The first fault of each kind, and how many there are.</summary>
internal sealed class FaultList
{
    private readonly Dictionary<FaultKind, AuditFault> _first = [];

    public long Count { get; private set; }

    public IReadOnlyCollection<AuditFault> First => _first.Values;

    public void Add(AuditFault fault)
    {
        Count++;
        _first.TryAdd(fault.Kind, fault);
    }

    public void AddAll(FaultList other)
    {
        foreach (AuditFault fault in other.First)
        {
            _first.TryAdd(fault.Kind, fault);
        }

        Count += other.Count;
    }
}
