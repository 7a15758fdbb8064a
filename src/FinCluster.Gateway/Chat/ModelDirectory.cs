using System.Collections.Immutable;
using FinCluster.Core.Engine;
using FinCluster.Core.Errors;
using FinCluster.Core.Fleet;

namespace FinCluster.Gateway.Chat;

/// <summary>Knows the models that the fleet serves, and still knows them while their node restarts. Thread-safe.</summary>
internal sealed class ModelDirectory(IFleet fleet)
{
    private readonly Lock _gate = new();
    private ImmutableSortedDictionary<string, ModelInfo> _known = ImmutableSortedDictionary.Create<string, ModelInfo>(StringComparer.Ordinal);
    private long _seenVersion = -1;

    /// <summary>Gets the models, in the order of their names.</summary>
    public IReadOnlyCollection<ModelInfo> All => [.. Refresh().Values];

    /// <summary>Finds the model of a request.</summary>
    /// <param name="name">What the request says; null or empty means the only model there is.</param>
    /// <exception cref="RequestException">There is no such model, or the request must name one.</exception>
    public ModelInfo Resolve(string? name)
    {
        ImmutableSortedDictionary<string, ModelInfo> known = Refresh();
        if (!string.IsNullOrEmpty(name))
        {
            return known.GetValueOrDefault(name) ?? throw new RequestException(
                ErrorCode.ModelNotFound, $"the model '{name}' does not exist; there is {Names(known)}", "model");
        }

        return known.Count == 1
            ? known.Values.Single()
            : throw RequestException.Invalid("model", $"model is missing; there is {Names(known)}");
    }

    private static string Names(ImmutableSortedDictionary<string, ModelInfo> known) =>
        known.IsEmpty ? "none yet" : string.Join(", ", known.Keys);

    private ImmutableSortedDictionary<string, ModelInfo> Refresh()
    {
        FleetSnapshot snapshot = fleet.Current;
        lock (_gate)
        {
            if (snapshot.Version > _seenVersion)
            {
                _seenVersion = snapshot.Version;
                _known = _known.SetItems(snapshot.Models.Select(model => KeyValuePair.Create(model.Name, model)));
            }

            return _known;
        }
    }
}
