using FinCluster.Core.Tenants;

namespace FinCluster.Core.Admission;

/// <summary>What one tenant has waiting in one class, in the order in which it came. Guarded by the queue's lock.</summary>
internal sealed class TenantBacklog(TenantId tenant)
{
    public TenantId Tenant { get; } = tenant;

    public VirtualCounter Counter { get; } = new();

    public LinkedList<WaitingRequest> Waiting { get; } = new();

    /// <summary>Gets or sets what the tenant has in all classes; set with each of its requests.</summary>
    public TenantShare Share { get; set; } = new();

    /// <summary>Gets or sets how many of the tenant's requests hold a slot; while one does, its counter must be kept.</summary>
    public int Running { get; set; }
}
