using System.Collections.Frozen;
using System.Collections.Immutable;
using FinCluster.Core.Engine;
using FinCluster.Core.Fleet;
using FinCluster.Core.Replicas;
using Microsoft.Extensions.Hosting;

namespace FinCluster.Gateway.Models;

/// <summary>Knows the models that the fleet serves, and still knows them while their node restarts.</summary>
/// <remarks>
/// A model that nobody serves any more is forgotten when the nodes that served it last are still there: they have unloaded it.
/// Thread-safe: the table is immutable and replaced under a lock; readers take it without one. A reader takes in the newest
/// snapshot by itself, so that a model is known as soon as its node is; the watcher does so for nodes that come and go unasked.
/// </remarks>
internal sealed class ModelDirectory(IFleet fleet) : BackgroundService
{
    private readonly Lock _gate = new();
    private volatile Table _table = Table.Empty;

    /// <summary>Gets the models, in the order of their names.</summary>
    public IReadOnlyCollection<ModelInfo> All => [.. Known(fleet.Current).Models.Values.Select(known => known.Model)];

    /// <summary>Gets the names that requests may use: those of all replicas but the ones that were loaded for the catalog.</summary>
    public IEnumerable<string> Names => Known(fleet.Current).Models.Keys.Where(name => !ReplicaContent.IsLoaded(name));

    /// <summary>Finds a replica's model by its name; null when no node has, or had, one.</summary>
    public ModelInfo? Find(string name) => Known(fleet.Current).Models.GetValueOrDefault(name)?.Model;

    /// <summary>Finds the replicas that compute with something: the name that most nodes have it under, or had, if now none has; null for none.</summary>
    public ModelInfo? Find(ReplicaContent content) => Known(fleet.Current).ByContent.GetValueOrDefault(content);

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

    private Table Known(FleetSnapshot snapshot)
    {
        Table table = _table;
        return snapshot.Version <= table.Version ? table : TakeIn(snapshot);
    }

    private Table TakeIn(FleetSnapshot snapshot)
    {
        lock (_gate)
        {
            if (snapshot.Version > _table.Version)
            {
                _table = _table.With(snapshot);
            }

            return _table;
        }
    }

    /// <summary>A model and the nodes that served it when it was seen last.</summary>
    private sealed record KnownModel(ModelInfo Model, ImmutableArray<NodeId> Nodes);

    /// <summary>The models that were in some snapshot up to a version and have not been unloaded since.</summary>
    private sealed record Table(
        long Version, ImmutableSortedDictionary<string, KnownModel> Models, FrozenDictionary<ReplicaContent, ModelInfo> ByContent)
    {
        public static readonly Table Empty = new(
            -1, ImmutableSortedDictionary.Create<string, KnownModel>(StringComparer.Ordinal), FrozenDictionary<ReplicaContent, ModelInfo>.Empty);

        public Table With(FleetSnapshot snapshot)
        {
            ImmutableSortedDictionary<string, KnownModel> models = Merge(snapshot);
            var byContent = new Dictionary<ReplicaContent, ModelInfo>();
            foreach (ModelInfo model in models.Values.Select(known => known.Model).Concat(ByUse(snapshot)))
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

        private ImmutableSortedDictionary<string, KnownModel> Merge(FleetSnapshot snapshot)
        {
            var served = snapshot.Nodes
                .SelectMany(node => node.Models.Select(model => (Node: node.Id, Model: model)))
                .GroupBy(replica => replica.Model.Name, StringComparer.Ordinal)
                .ToDictionary(
                    group => group.Key,
                    group => new KnownModel(group.First().Model, [.. group.Select(replica => replica.Node)]),
                    StringComparer.Ordinal);
            var alive = snapshot.Nodes.Select(node => node.Id).ToHashSet();
            IEnumerable<string> unloaded = Models
                .Where(known => !served.ContainsKey(known.Key) && known.Value.Nodes.All(alive.Contains))
                .Select(known => known.Key);
            return Models.RemoveRange(unloaded).SetItems(served);
        }
    }
}
