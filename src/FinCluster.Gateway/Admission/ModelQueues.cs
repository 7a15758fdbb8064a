using System.Collections.Concurrent;
using FinCluster.Core.Admission;
using FinCluster.Core.Engine;
using FinCluster.Core.Fleet;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace FinCluster.Gateway.Admission;

/// <summary>A queue for each model, as large as the nodes that serve it. Thread-safe.</summary>
/// <remarks>
/// A model without a node that is ready keeps the capacity it had: its requests wait for the next node where they are carried over failures, with
/// an error that says so, and not as if there were too many of them.
/// </remarks>
internal sealed class ModelQueues(IFleet fleet, IOptions<AdmissionOptions> options, TimeProvider time) : BackgroundService
{
    private readonly ConcurrentDictionary<string, AdmissionQueue> _queues = new(StringComparer.Ordinal);
    private readonly AdmissionOptions _options = options.Value;

    /// <summary>Gets the queue of a model that is known.</summary>
    public AdmissionQueue Get(string model) => _queues.TryGetValue(model, out AdmissionQueue? queue)
        ? queue
        : _queues.GetOrAdd(model, name => new AdmissionQueue(_options, CapacityOf(fleet.Current, name) ?? Unknown, time));

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        FleetSnapshot snapshot = fleet.Current;
        try
        {
            while (true)
            {
                foreach ((string model, AdmissionQueue queue) in _queues)
                {
                    if (CapacityOf(snapshot, model) is { } capacity)
                    {
                        queue.SetCapacity(capacity);
                    }
                }

                snapshot = await fleet.WaitForChangeAsync(snapshot.Version, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    private AdmissionCapacity Unknown => new(_options.UnknownCapacity, long.MaxValue);

    private AdmissionCapacity? CapacityOf(FleetSnapshot snapshot, string model)
    {
        ModelInfo[] replicas = [.. snapshot.Nodes.Where(node => node.State == NodeState.Ready)
            .SelectMany(node => node.Models)
            .Where(served => served.Name == model && served.ParallelSequences > 0)];
        return replicas.Length == 0 ? null : new AdmissionCapacity(
            Math.Max(1, (int)(replicas.Sum(replica => (long)replica.ParallelSequences) * _options.CapacityFactor)),
            Math.Max(1, (long)(replicas.Sum(replica => (long)replica.ParallelSequences * replica.ContextLength) * _options.CapacityFactor)));
    }
}
