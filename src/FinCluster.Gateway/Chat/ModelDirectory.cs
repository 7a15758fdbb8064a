using System.Collections.Immutable;
using FinCluster.Core.Engine;
using FinCluster.Core.Errors;
using FinCluster.Core.Fleet;
using Microsoft.Extensions.Hosting;

namespace FinCluster.Gateway.Chat;

/// <summary>Knows the models that the fleet serves, and still knows them while their node restarts.</summary>
/// <remarks>
/// A model that nobody serves any more is forgotten when the nodes that served it last are still there: they have unloaded it.
/// Thread-safe: the table is immutable and replaced under a lock; readers take it without one. A reader takes in the newest
/// snapshot by itself, so that a model is known as soon as its node is; the watcher does so for nodes that come and go unasked.
/// </remarks>
internal sealed class ModelDirectory(IFleet fleet) : BackgroundService
{
    private readonly Lock _gate = new();
    private volatile Table _table = new(-1, ImmutableSortedDictionary.Create<string, KnownModel>(StringComparer.Ordinal));

    /// <summary>Gets the models, in the order of their names.</summary>
    public IReadOnlyCollection<ModelInfo> All => [.. Known(fleet.Current).Values.Select(known => known.Model)];

    /// <summary>Finds the model of a request.</summary>
    /// <param name="name">What the request says; null or empty means the only model there is.</param>
    /// <exception cref="RequestException">There is no such model, or the request must name one.</exception>
    public ModelInfo Resolve(string? name)
    {
        ImmutableSortedDictionary<string, KnownModel> known = Known(fleet.Current);
        if (!string.IsNullOrEmpty(name))
        {
            return known.GetValueOrDefault(name)?.Model ?? throw new RequestException(
                ErrorCode.ModelNotFound, $"the model '{Shorten(name)}' does not exist; there is {Names(known)}", "model");
        }

        return known.Count == 1
            ? known.Values.Single().Model
            : throw RequestException.Invalid("model", $"model is missing; there is {Names(known)}");
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

    private ImmutableSortedDictionary<string, KnownModel> Known(FleetSnapshot snapshot)
    {
        Table table = _table;
        return snapshot.Version <= table.Version ? table.Models : TakeIn(snapshot);
    }

    private ImmutableSortedDictionary<string, KnownModel> TakeIn(FleetSnapshot snapshot)
    {
        lock (_gate)
        {
            if (snapshot.Version > _table.Version)
            {
                _table = new Table(snapshot.Version, Merge(_table.Models, snapshot));
            }

            return _table.Models;
        }
    }

    private static ImmutableSortedDictionary<string, KnownModel> Merge(ImmutableSortedDictionary<string, KnownModel> before, FleetSnapshot snapshot)
    {
        var served = snapshot.Nodes
            .SelectMany(node => node.Models.Select(model => (Node: node.Id, Model: model)))
            .GroupBy(replica => replica.Model.Name, StringComparer.Ordinal)
            .ToDictionary(
                group => group.Key,
                group => new KnownModel(group.First().Model, [.. group.Select(replica => replica.Node)]),
                StringComparer.Ordinal);
        var alive = snapshot.Nodes.Select(node => node.Id).ToHashSet();
        IEnumerable<string> unloaded = before
            .Where(known => !served.ContainsKey(known.Key) && known.Value.Nodes.All(alive.Contains))
            .Select(known => known.Key);
        return before.RemoveRange(unloaded).SetItems(served);
    }

    private static string Names(ImmutableSortedDictionary<string, KnownModel> known) =>
        known.IsEmpty ? "none yet" : string.Join(", ", known.Keys);

    private static string Shorten(string text) => text.Length <= 100 ? text : text[..100] + "…";

    /// <summary>A model and the nodes that served it when it was seen last.</summary>
    private sealed record KnownModel(ModelInfo Model, ImmutableArray<NodeId> Nodes);

    /// <summary>The models that were in some snapshot up to a version and have not been unloaded since.</summary>
    private sealed record Table(long Version, ImmutableSortedDictionary<string, KnownModel> Models);
}
