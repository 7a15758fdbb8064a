using FinCluster.Contracts.Node.V1;
using FinCluster.Contracts.V1;
using FinCluster.Core.Errors;
using FinCluster.Core.Fleet;
using FinCluster.Core.Hosting;
using FinCluster.Grpc;
using FinCluster.Grpc.Client;
using FinCluster.Wire;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FinCluster.Node.Supervision;

/// <summary>
/// Keeps one node process running on this machine: starts it, tells the fleet about it and its replicas, and starts it again when it ends.
/// </summary>
/// <remarks>
/// libllama can end its process, so a model never runs in the gateway's. The first start must succeed, or the host does not
/// start; later ones are tried for ever, at growing intervals.
/// </remarks>
public sealed partial class NodeSupervisor(
    NodeProcessOptions options, IFleet fleet, TimeProvider time, ILogger<NodeSupervisor> logger) : IHostedService, IDisposable
{
    private static readonly TimeSpan FirstRestartDelay = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _stopping = new();
    private readonly FleetAnnouncer _announcer = new(fleet, time, error => LogNotAnnounced(logger, error, options.Name));
    private Task _watching = Task.CompletedTask;
    private int _starts;

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        RunningNode node = await StartNodeAsync(cancellationToken);
        _watching = WatchAsync(node);
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _watching;
        await _announcer.DisposeAsync();
    }

    /// <inheritdoc/>
    public void Dispose() => _stopping.Dispose();

    private async Task WatchAsync(RunningNode node)
    {
        while (true)
        {
            long startedAt = time.GetTimestamp();
            using var leaving = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
            Task following = FollowReplicasAsync(node, leaving.Token);
            try
            {
                await node.Process.WaitForExitAsync(_stopping.Token);
            }
            catch (OperationCanceledException)
            {
                await following;
                await StopNodeAsync(node);
                return;
            }

            await leaving.CancelAsync();
            await following;

            LogEnded(logger, node.Id, node.Process.Id, node.Process.ExitDescription);
            await ForgetAsync(node);
            bool wasStable = time.GetElapsedTime(startedAt) >= options.StableAfter;
            if (await RestartAsync(wasStable ? TimeSpan.Zero : FirstRestartDelay) is not { } next)
            {
                return;
            }

            node = next;
        }
    }

    /// <summary>Starts the node again, however often it takes; null when the supervisor stops.</summary>
    private async Task<RunningNode?> RestartAsync(TimeSpan delay)
    {
        try
        {
            while (true)
            {
                if (delay > TimeSpan.Zero)
                {
                    await Task.Delay(delay, time, _stopping.Token);
                }

                try
                {
                    return await StartNodeAsync(_stopping.Token);
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    delay = TimeSpan.FromTicks(Math.Min(Math.Max(delay.Ticks * 2, FirstRestartDelay.Ticks), options.MaxRestartDelay.Ticks));
                    LogRestartFailed(logger, e, options.Name, delay.TotalMilliseconds);
                }
            }
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private async Task<RunningNode> StartNodeAsync(CancellationToken cancellationToken)
    {
        var id = new NodeId($"{options.Name}.{++_starts}");
        NodeProcess process = NodeProcess.Start(options);
        GrpcChannel? channel = null;
        try
        {
            ReadyLine ready = await process.WaitUntilReadyAsync(options.StartTimeout, time, cancellationToken);
            Uri address = AddressOf(ready);
            channel = new GrpcChannel(address, time);
            var node = new RunningNode(id, address, process, channel);
            await AnnounceAsync(node, cancellationToken);
            LogReady(logger, id, process.Id, ready.Grpc);
            return node;
        }
        catch (Exception e)
        {
            channel?.Dispose();
            process.Kill();
            process.Dispose();
            if (e is GrpcException)
            {
                throw new NodeStartException($"the node said that it was ready and then did not answer: {e.Message}", e);
            }

            throw;
        }
    }

    private static Uri AddressOf(ReadyLine ready) => Uri.TryCreate($"http://{ready.Grpc}", UriKind.Absolute, out Uri? address)
        ? address
        : throw new NodeStartException($"the node said that it was ready at '{ready.Grpc}', which is no address");

    private async Task AnnounceAsync(RunningNode node, CancellationToken cancellationToken)
    {
        GetInfoResponse info = await node.Channel.UnaryAsync(
            NodeMethods.GetInfo, new GetInfoRequest(), new GrpcCallOptions { Timeout = CallTimeout }, cancellationToken);
        await AnnounceAsync(node, [.. info.Replicas.Select(replica => replica.Model)], cancellationToken);
    }

    private async Task AnnounceAsync(RunningNode node, Model[] models, CancellationToken cancellationToken)
    {
        if (node.Announced is null || !models.SequenceEqual(node.Announced))
        {
            node.Announced = models;
            var announced = new FleetNode(node.Id, node.Address, Core.Fleet.NodeState.Ready, [.. models.Select(ClusterWire.ToCore)]) { Tier = options.Tier };
            await _announcer.AnnounceAsync(announced, cancellationToken);
        }
    }

    /// <summary>Tells the fleet of the replicas that come and go, until it is cancelled.</summary>
    private async Task FollowReplicasAsync(RunningNode node, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                try
                {
                    await foreach (ReplicaList list in node.Channel.ServerStreaming(
                        NodeMethods.WatchReplicas, new WatchReplicasRequest(), GrpcCallOptions.Default, cancellationToken))
                    {
                        await AnnounceAsync(node, [.. list.Replicas], cancellationToken);
                    }
                }
                catch (GrpcException e)
                {
                    // It ends, or will be found to.
                    LogNotFollowed(logger, e, node.Id);
                }

                await Task.Delay(FirstRestartDelay, time, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The node or the supervisor has ended.
        }
    }

    private async Task StopNodeAsync(RunningNode node)
    {
        // First the fleet, so that nothing new comes; then the node, which finishes what it has.
        await RemoveAsync(node);
        using var patience = new CancellationTokenSource(options.StopTimeout, time);
        try
        {
            await node.Channel.UnaryAsync(
                NodeMethods.Drain, new DrainRequest(), new GrpcCallOptions { Timeout = CallTimeout }, patience.Token);
            await node.Process.WaitForExitAsync(patience.Token);
        }
        catch (Exception e) when (e is GrpcException or OperationCanceledException)
        {
            LogKilled(logger, node.Id, node.Process.Id);
            node.Process.Kill();
        }

        node.Dispose();
    }

    private async Task ForgetAsync(RunningNode node)
    {
        await RemoveAsync(node);
        node.Dispose();
    }

    private async Task RemoveAsync(RunningNode node)
    {
        try
        {
            await _announcer.RemoveAsync(node.Id, CancellationToken.None);
        }
        catch (ControlPlaneUnavailableException e)
        {
            // The announcement ends by itself, and gateways see that the node does not answer.
            LogNotAnnounced(logger, e, options.Name);
        }
    }

    [LoggerMessage(2004, LogLevel.Warning, "the fleet does not learn of node {Name}")]
    private static partial void LogNotAnnounced(ILogger logger, Exception error, string name);

    [LoggerMessage(2005, LogLevel.Debug, "the replicas of node {Node} cannot be followed")]
    private static partial void LogNotFollowed(ILogger logger, Exception error, NodeId node);

    [LoggerMessage(2000, LogLevel.Information, "node {Node} (process {ProcessId}) is ready at {Address}")]
    private static partial void LogReady(ILogger logger, NodeId node, int processId, string? address);

    [LoggerMessage(2001, LogLevel.Warning, "node {Node} (process {ProcessId}) has ended: {How}; it is started again")]
    private static partial void LogEnded(ILogger logger, NodeId node, int processId, string how);

    [LoggerMessage(2002, LogLevel.Error, "node {Name} does not start; next try in {DelayMs} ms")]
    private static partial void LogRestartFailed(ILogger logger, Exception error, string name, double delayMs);

    [LoggerMessage(2003, LogLevel.Warning, "node {Node} (process {ProcessId}) did not stop in time and is killed")]
    private static partial void LogKilled(ILogger logger, NodeId node, int processId);

    private sealed record RunningNode(NodeId Id, Uri Address, NodeProcess Process, GrpcChannel Channel) : IDisposable
    {
        /// <summary>Gets or sets what the fleet was told of it last; null before it was told anything.</summary>
        public IReadOnlyList<Model>? Announced { get; set; }

        public void Dispose()
        {
            Channel.Dispose();
            Process.Dispose();
        }
    }
}
