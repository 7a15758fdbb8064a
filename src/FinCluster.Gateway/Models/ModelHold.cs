using FinCluster.Core.Admission;
using FinCluster.Core.Catalog;
using FinCluster.Core.Errors;
using FinCluster.Core.Fleet;
using FinCluster.Gateway.Hosting;
using FinCluster.Gateway.Scaling;
using Microsoft.Extensions.Options;

namespace FinCluster.Gateway.Models;

/// <summary>Holds requests for a model that no node has at the moment, until one has. Thread-safe.</summary>
/// <remarks>
/// They are demand of the model meanwhile, so that a scaler sees that a node is wanted, and as many may wait, and as long, as in the model's queue. When a node
/// comes they all go to that queue, which puts them into their order.
/// </remarks>
internal sealed class ModelHold(
    IFleet fleet, ICatalog catalog, DemandCounters demand, DrainControl drain, IOptions<AdmissionOptions> options, TimeProvider time)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly AdmissionOptions _options = options.Value;

    /// <summary>Waits until a model is found.</summary>
    /// <param name="name">The name under which it is counted.</param>
    /// <param name="find">Finds it in the fleet and the catalog of now; null for not yet.</param>
    /// <param name="explain">Says what is in the way.</param>
    /// <param name="timeLimit">The time for the whole answer; null for no limit.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="RequestException">Too many wait, or no node has it in time.</exception>
    public async Task<ServedModel> WaitAsync(
        string name, Func<ServedModel?> find, Func<string> explain, TimeSpan? timeLimit, CancellationToken cancellationToken)
    {
        long began = time.GetTimestamp();
        DemandCounter meter = demand.Of(name);
        meter.OnRequest();
        try
        {
            if (meter.OnQueued() > _options.MaxQueuedRequests)
            {
                throw new RequestException(ErrorCode.Overloaded, "too many requests wait for a node that has the model") { RetryAfter = RetryAfter };
            }

            return await FindAsync(find, explain, timeLimit, cancellationToken) with { Held = time.GetElapsedTime(began) };
        }
        finally
        {
            meter.OnLeftQueue();
        }
    }

    private async Task<ServedModel> FindAsync(
        Func<ServedModel?> find, Func<string> explain, TimeSpan? timeLimit, CancellationToken cancellationToken)
    {
        bool isUrgent = timeLimit < _options.MaxQueueTime;
        TimeSpan patience = isUrgent ? timeLimit!.Value : _options.MaxQueueTime;
        using var limit = new CancellationTokenSource(patience > TimeSpan.Zero ? patience : TimeSpan.Zero, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, drain.Expired, cancellationToken);
        try
        {
            while (true)
            {
                (long fleetVersion, long catalogVersion) = (fleet.Current.Version, catalog.Current.Version);
                if (find() is { } served)
                {
                    return served;
                }

                await WaitForChangeAsync(fleetVersion, catalogVersion, either.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            drain.ThrowIfExpired();
            throw isUrgent
                ? new RequestException(ErrorCode.DeadlineExceeded, "the deadline passed while the request waited for a node that has the model")
                : new RequestException(ErrorCode.ModelNotReady, $"no node has loaded the model yet: {explain()}", "model");
        }
    }

    private async Task WaitForChangeAsync(long fleetVersion, long catalogVersion, CancellationToken cancellationToken)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(fleet.WaitForChangeAsync(fleetVersion, waiting.Token), catalog.WaitForChangeAsync(catalogVersion, waiting.Token));
        await waiting.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }
}
