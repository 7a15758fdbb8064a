using FinCluster.Core.Fleet;

namespace FinCluster.Core.Admission;

/// <summary>Counts the gateways by what nodes say of who watches them. Thread-safe.</summary>
/// <remarks>
/// The node that sees the most is right: a gateway that has not reached every node yet, or has just lost one, is there all the same. A count
/// that is too high for a while, because a gateway died without a sign, makes shares smaller, but not what the others leave free.
/// </remarks>
public sealed class GatewayCensus
{
    private readonly Lock _gate = new();
    private readonly Dictionary<NodeId, int> _counts = [];
    private volatile int _gateways = 1;

    /// <summary>Gets how many gateways there are, this one included; 1 while no node has said.</summary>
    public int Gateways => _gateways;

    /// <summary>Notes how many gateways a node says it has; 0 from one that does not count them.</summary>
    public void OnReport(NodeId node, int gateways)
    {
        lock (_gate)
        {
            if (_counts.GetValueOrDefault(node) != gateways)
            {
                _counts[node] = gateways;
                Count_NeedsLock();
            }
        }
    }

    /// <summary>Forgets a node that has left.</summary>
    public void OnGone(NodeId node)
    {
        lock (_gate)
        {
            if (_counts.Remove(node))
            {
                Count_NeedsLock();
            }
        }
    }

    private void Count_NeedsLock() => _gateways = Math.Max(1, _counts.Values.DefaultIfEmpty().Max());
}
