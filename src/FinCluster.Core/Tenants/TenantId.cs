namespace FinCluster.Core.Tenants;

/// <summary>Names a brokerage app that uses the cluster.</summary>
public readonly record struct TenantId(string Value)
{
    /// <summary>The tenant of loopback callers while no tenant is defined.</summary>
    public static readonly TenantId Local = new("local");

    /// <inheritdoc/>
    public override string ToString() => Value;
}
