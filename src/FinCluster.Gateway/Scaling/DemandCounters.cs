using System.Collections.Concurrent;
using System.Collections.Immutable;
using FinCluster.Core.Scaling.Demand;
using FinCluster.Gateway.Models;

namespace FinCluster.Gateway.Scaling;

/// <summary>Counts what is asked of this gateway, for each model under the name that the list of models shows. Thread-safe.</summary>
/// <remarks>
/// That is the alias, also when a tenant's default meant it, a canary answers, or adapters were named with it; and for a replica that was named itself, its own name.
/// Who knows the catalog finds an alias's base model by its release. Only names that mean a model come here, so there are not more of them than those.
/// </remarks>
internal sealed class DemandCounters
{
    private readonly ConcurrentDictionary<string, DemandCounter> _meters = new(StringComparer.Ordinal);

    /// <summary>Gets the counts of a request's model.</summary>
    public DemandCounter Of(ServedModel model) => Of(model.Alias ?? model.Name);

    /// <summary>Gets the counts of an alias, or of a replica that is named itself.</summary>
    public DemandCounter Of(string name) => _meters.TryGetValue(name, out DemandCounter? meter) ? meter : _meters.GetOrAdd(name, new DemandCounter(name));

    /// <summary>Reads all counts, in the order of names.</summary>
    public ImmutableArray<ModelDemand> Read() => [.. _meters.OrderBy(meter => meter.Key, StringComparer.Ordinal).Select(meter => meter.Value.Read())];
}
