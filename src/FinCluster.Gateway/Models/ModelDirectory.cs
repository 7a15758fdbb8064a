using System.Collections.Frozen;
using System.Collections.Immutable;
using FinCluster.Core.Engine;
using FinCluster.Core.Fleet;
using FinCluster.Core.Replicas;
using Microsoft.Extensions.Hosting;

namespace FinCluster.Gateway.Models;

/// <summary>Knows the models that the fleet serves, and still knows them while their node restarts.</summary>
/// <remarks>
/// Thread-safe: the table is immutable and replaced under a lock; readers take it without one. A reader takes in the newest
/// snapshot by itself, so that a model is known as soon as its node is; the watcher does so for nodes that come and go unasked.
/// </remarks>
internal sealed class ModelDirectory(IFleet fleet) : BackgroundService
{
    private readonly Lock _gate = new();
    private volatile Table _table = Table.Empty;

    /// <summary>Gets the models, in the order of their names.</summary>
    public IReadOnlyCollection<ModelInfo> All => [.. Known(fleet.Current).Values];

    /// <summary>Gets the names that requests may use: those of all replicas but the ones that were loaded for the catalog.</summary>
    public IEnumerable<string> Names => Known(fleet.Current).Keys.Where(name => !ReplicaContent.IsLoaded(name));

    /// <summary>Finds a replica's model by its name; null when no node has, or had, one.</summary>
    public ModelInfo? Find(string name) => Known(fleet.Current).GetValueOrDefault(name);

    /// <summary>Finds the replicas that compute with something: the name that most nodes have it under, or had, if now none has; null for none.</summary>
    public ModelInfo? Find(ReplicaContent content)
    {
        Known(fleet.Current);
        return _table.ByContent.GetValueOrDefault(content);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        FleetSnapshot snapshot = fleet.Current;
        try
        {
            while (true)
            {
                Known(snapshot);
                snapshot = await fleet.WaitForChangeAsync(snapshot.Version, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    private ImmutableSortedDictionary<string, ModelInfo> Known(FleetSnapshot snapshot)
    {
        Table table = _table;
        return snapshot.Version <= table.Version ? table.Models : TakeIn(snapshot);
    }

    private ImmutableSortedDictionary<string, ModelInfo> TakeIn(FleetSnapshot snapshot)
    {
        lock (_gate)
        {
            if (snapshot.Version > _table.Version)
            {
                _table = _table.With(snapshot);
            }

            return _table.Models;
        }
    }

    /// <summary>The models that were in some snapshot up to a version.</summary>
    private sealed record Table(
        long Version, ImmutableSortedDictionary<string, ModelInfo> Models, FrozenDictionary<ReplicaContent, ModelInfo> ByContent)
    {
        public static readonly Table Empty = new(
            -1, ImmutableSortedDictionary.Create<string, ModelInfo>(StringComparer.Ordinal), FrozenDictionary<ReplicaContent, ModelInfo>.Empty);

        public Table With(FleetSnapshot snapshot)
        {
            ImmutableSortedDictionary<string, ModelInfo> models = Models.SetItems(
                snapshot.Models.Select(model => KeyValuePair.Create(model.Name, model)));
            var byContent = new Dictionary<ReplicaContent, ModelInfo>();
            foreach (ModelInfo model in models.Values.Concat(ByUse(snapshot)))
            {
                byContent[ReplicaContent.Of(model)] = model;
            }

            return new Table(snapshot.Version, models, byContent.ToFrozenDictionary());
        }

        // Those that are there now come last, and of them the one that most nodes have.
        private static IEnumerable<ModelInfo> ByUse(FleetSnapshot snapshot) => snapshot.Nodes
            .Where(node => node.State == NodeState.Ready)
            .SelectMany(node => node.Models)
            .GroupBy(model => model.Name, StringComparer.Ordinal)
            .OrderBy(group => group.Count())
            .ThenByDescending(group => group.Key, StringComparer.Ordinal)
            .Select(group => group.First());
    }
}
