using System.Collections.Immutable;
using FinCluster.Core.Fleet;
using FinCluster.Node.Service;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FinCluster.Node.Fleet;

/// <summary>Tells the fleet of this node: ready once it listens, draining when it is told to stop, gone when it has stopped.</summary>
/// <remarks>
/// The announcement is repeated while the node lives, so that a fleet whose backend was away, or has lost everything, knows it
/// again soon after.
/// </remarks>
public sealed partial class NodeRegistration(
    NodeIdentity identity, IFleet fleet, ReplicaSet replicas, IServer server, TimeProvider time, ILogger<NodeRegistration> logger)
    : IHostedLifecycleService, IDisposable
{
    private const int RepeatsPerLifetime = 3;

    private readonly CancellationTokenSource _stopping = new();
    private Task _repeating = Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        _repeating = RepeatAsync();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _repeating;
        await TryAsync(() => fleet.AnnounceAsync(Describe(NodeState.Draining), cancellationToken));
    }

    /// <inheritdoc/>
    public async Task StoppedAsync(CancellationToken cancellationToken) =>
        await TryAsync(() => fleet.RemoveAsync(identity.Id, cancellationToken));

    /// <inheritdoc/>
    public void Dispose() => _stopping.Dispose();

    private async Task RepeatAsync()
    {
        TimeSpan lifetime = fleet.AnnouncementLifetime;
        TimeSpan interval = lifetime == Timeout.InfiniteTimeSpan ? lifetime : lifetime / RepeatsPerLifetime;
        try
        {
            while (true)
            {
                await TryAsync(() => fleet.AnnounceAsync(Describe(NodeState.Ready), _stopping.Token));
                await Task.Delay(interval, time, _stopping.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The node stops.
        }
    }

    private async Task TryAsync(Func<ValueTask> call)
    {
        try
        {
            await call();
        }
        catch (Exception e) when (e is not OperationCanceledException || !_stopping.IsCancellationRequested)
        {
            LogFailed(logger, e, identity.Id);
        }
    }

    private FleetNode Describe(NodeState state) => new(
        identity.Id,
        new Uri($"http://{identity.AdvertisedAddress ?? ListensAt()}"),
        state,
        [.. replicas.All.Select(engine => engine.Model)])
    {
        Tier = identity.Tier,
    };

    private string ListensAt() => new Uri(server.Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Authority;

    [LoggerMessage(2010, LogLevel.Warning, "the fleet does not learn of node {Node}")]
    private static partial void LogFailed(ILogger logger, Exception error, NodeId node);
}
