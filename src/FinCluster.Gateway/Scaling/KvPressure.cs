using FinCluster.Core.Routing.Views;
using FinCluster.Core.Tenants;
using FinCluster.Gateway.Models;

namespace FinCluster.Gateway.Scaling;

/// <summary>Says how full the KV caches of a model's replicas are, as of their newest reports. Thread-safe.</summary>
internal sealed class KvPressure(ModelResolver models, FleetViewState views)
{
    /// <summary>Gets the part that running requests hold on the fullest replica of a model; 0 when there is none.</summary>
    /// <value>0 to 1.</value>
    public double Of(string model)
    {
        string replica = models.TryResolve(model, TenantId.Local, "")?.Replica.Name ?? model;
        return views.Current.Of(replica).Replicas.Select(PartOf).DefaultIfEmpty().Max();
    }

    private static double PartOf(ReplicaView replica) =>
        replica is { IsReady: true, Load.Statistics: { KvCellsTotal: > 0 and var all, KvCellsPinned: var held } } ? Math.Clamp((double)held / all, 0, 1) : 0;
}
