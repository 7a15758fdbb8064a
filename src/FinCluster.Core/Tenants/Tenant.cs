namespace FinCluster.Core.Tenants;

/// <summary>A brokerage app that may use the cluster.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Limits">What it may use.</param>
/// <param name="CreatedAt">When it was added.</param>
public sealed record Tenant(TenantId Id, TenantLimits Limits, DateTimeOffset CreatedAt);
