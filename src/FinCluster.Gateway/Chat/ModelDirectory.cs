using System.Collections.Immutable;
using FinCluster.Core.Engine;
using FinCluster.Core.Errors;
using FinCluster.Core.Fleet;
using Microsoft.Extensions.Hosting;

namespace FinCluster.Gateway.Chat;

/// <summary>Knows the models that the fleet serves, and still knows them while their node restarts.</summary>
/// <remarks>Thread-safe: one watcher replaces an immutable table, readers read it without a lock.</remarks>
internal sealed class ModelDirectory(IFleet fleet) : BackgroundService
{
    private volatile ImmutableSortedDictionary<string, ModelInfo> _known =
        ImmutableSortedDictionary.Create<string, ModelInfo>(StringComparer.Ordinal);

    /// <summary>Gets the models, in the order of their names.</summary>
    public IReadOnlyCollection<ModelInfo> All => [.. _known.Values];

    /// <summary>Finds the model of a request.</summary>
    /// <param name="name">What the request says; null or empty means the only model there is.</param>
    /// <exception cref="RequestException">There is no such model, or the request must name one.</exception>
    public ModelInfo Resolve(string? name)
    {
        ImmutableSortedDictionary<string, ModelInfo> known = _known;
        if (!string.IsNullOrEmpty(name))
        {
            return known.GetValueOrDefault(name) ?? throw new RequestException(
                ErrorCode.ModelNotFound, $"the model '{Shorten(name)}' does not exist; there is {Names(known)}", "model");
        }

        return known.Count == 1
            ? known.Values.Single()
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
                _known = _known.SetItems(snapshot.Models.Select(model => KeyValuePair.Create(model.Name, model)));
                snapshot = await fleet.WaitForChangeAsync(snapshot.Version, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    private static string Names(ImmutableSortedDictionary<string, ModelInfo> known) =>
        known.IsEmpty ? "none yet" : string.Join(", ", known.Keys);

    private static string Shorten(string text) => text.Length <= 100 ? text : text[..100] + "…";
}
