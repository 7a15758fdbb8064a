using System.Threading.Channels;
using FinCluster.Core.Fleet;
using FinCluster.Node.Service;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FinCluster.Node.Fleet;

/// <summary>
/// Tells the fleet of this node: ready once it listens, again when replicas come and go, draining when it is told to stop, gone when it has stopped.
/// </summary>
public sealed partial class NodeRegistration : IHostedLifecycleService, IAsyncDisposable
{
    private readonly NodeIdentity _identity;
    private readonly ReplicaSet _replicas;
    private readonly IServer _server;
    private readonly FleetAnnouncer _announcer;
    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _stopping = new();
    private Task _following = Task.CompletedTask;

    /// <param name="identity">As what the node is known.</param>
    /// <param name="fleet">Where it is announced.</param>
    /// <param name="replicas">What it serves.</param>
    /// <param name="server">Knows where it listens.</param>
    /// <param name="time">Times the repetitions.</param>
    /// <param name="logger">Told of announcements that fail.</param>
    public NodeRegistration(
        NodeIdentity identity, IFleet fleet, ReplicaSet replicas, IServer server, TimeProvider time, ILogger<NodeRegistration> logger)
    {
        _identity = identity;
        _replicas = replicas;
        _server = server;
        _announcer = new FleetAnnouncer(fleet, time, error => LogFailed(logger, error, identity.Id));
    }

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        _replicas.Changed += OnChanged;
        await _announcer.AnnounceAsync(Describe(NodeState.Ready), cancellationToken);
        _following = FollowReplicasAsync();
    }

    /// <inheritdoc/>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        if (_stopping.IsCancellationRequested)
        {
            return;
        }

        // First, so that no late announcement says again that the node is ready.
        _replicas.Changed -= OnChanged;
        await _stopping.CancelAsync();
        await _following;
        await _announcer.AnnounceAsync(Describe(NodeState.Draining), cancellationToken);
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task StoppedAsync(CancellationToken cancellationToken) => await _announcer.DisposeAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _announcer.DisposeAsync();
        _stopping.Dispose();
    }

    private void OnChanged() => _changes.Writer.TryWrite(true);

    private async Task FollowReplicasAsync()
    {
        try
        {
            while (await _changes.Reader.ReadAsync(_stopping.Token))
            {
                await _announcer.AnnounceAsync(Describe(NodeState.Ready), _stopping.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The node stops.
        }
    }

    private FleetNode Describe(NodeState state) => new(
        _identity.Id,
        new Uri($"http://{_identity.AdvertisedAddress ?? ListensAt()}"),
        state,
        [.. _replicas.All.Select(engine => engine.Model)])
    {
        Tier = _identity.Tier,
    };

    private string ListensAt() => new Uri(_server.Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Authority;

    [LoggerMessage(2010, LogLevel.Warning, "the fleet does not learn of node {Node}")]
    private static partial void LogFailed(ILogger logger, Exception error, NodeId node);
}
