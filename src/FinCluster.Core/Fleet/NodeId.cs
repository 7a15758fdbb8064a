namespace FinCluster.Core.Fleet;

/// <summary>Names one node process. A restarted process has a new id.</summary>
public readonly record struct NodeId(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}
