using FinCluster.Core.Fleet;
using FinCluster.Gateway.Dispatch;
using FinCluster.Grpc;
using Microsoft.Extensions.Logging;
using Polly;

namespace FinCluster.Gateway.Fleet;

/// <summary>How a watch is opened.</summary>
/// <param name="GatewayId">Who watches.</param>
/// <param name="Pipeline">How often it is tried.</param>
internal readonly record struct WatchOpening(string GatewayId, ResiliencePipeline Pipeline);

/// <summary>Listens to one node as long as it belongs to the fleet.</summary>
/// <remarks>
/// <see cref="RunAsync"/> is one loop; <see cref="OnTick"/> comes from the suspicion clock. They share when the node was heard last,
/// since when it is suspected, and the open stream, each in one field. Silence is noticed here and not by HTTP/2 pings, which can miss a dead connection.
/// </remarks>
internal sealed partial class NodeWatcher(
    FleetNode node, FleetHealth health, FleetMetrics metrics, NodeClientPool clients, WatchOpening opening, NodeConnectionOptions options,
    TimeProvider time, ILogger logger)
{
    // A node of an older release does not report; it may be replaced by a newer one under the same id only by a restart.
    private static readonly TimeSpan UnwatchableRetry = TimeSpan.FromSeconds(30);

    private volatile FleetNode _node = node;
    private volatile NodeStream? _stream;
    private volatile bool _isThrough;
    private long _lastHeard = time.GetTimestamp();
    private long _suspectedAt;
    private CancellationToken _leaving;

    /// <summary>Gets or sets the node, as the fleet knows it.</summary>
    public FleetNode Node
    {
        get => _node;
        set => _node = value;
    }

    // A node that drains takes no connections, and ends its reports when it has finished everything. Neither says that it is lost. It
    // is also so for a gateway that has come too late to hear it.
    private bool HasLeftInOrder => _isThrough || (Node.State == NodeState.Draining && health.Of(Node.Id).Report is null);

    /// <summary>Listens until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        _leaving = cancellationToken;
        try
        {
            while (true)
            {
                try
                {
                    await using NodeStream stream = await opening.Pipeline.ExecuteAsync(OpenAsync, cancellationToken);
                    await using CancellationTokenRegistration _ = cancellationToken.Register(stream.Abandon);
                    _stream = stream;
                    await ListenAsync(stream, cancellationToken);
                }
                catch (GrpcException e) when (e.Status == GrpcStatus.Unimplemented)
                {
                    LogUnwatchable(logger, Node.Id);
                    health.Trust(Node);
                    await Task.Delay(UnwatchableRetry, time, cancellationToken);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The node left the fleet, or the gateway stops.
        }
    }

    /// <summary>
    /// Looks whether the node has been silent for too long; returns for how long it has been, or has given no token, when it is suspected.
    /// </summary>
    /// <param name="tick">The time until the next look: the node is suspected now if it would be too late then.</param>
    public TimeSpan? OnTick(TimeSpan tick)
    {
        TimeSpan silence = time.GetElapsedTime(Volatile.Read(ref _lastHeard));
        if (_stream is { } stream)
        {
            if (silence > options.ReportTimeout - tick)
            {
                Suspect(SuspicionReason.Silent, "no report");
            }

            if (silence > options.ConfirmedSilence)
            {
                _stream = null;
                clients.Renew(Node);
                stream.Abandon();
            }
        }

        // Of a stream that broke it is not known yet whether the node is gone.
        return health.Of(Node.Id).Suspicion switch
        {
            SuspicionReason.Silent or SuspicionReason.Unreachable => silence,
            SuspicionReason.Stalled => time.GetElapsedTime(Volatile.Read(ref _suspectedAt)),
            _ => null,
        };
    }

    /// <summary>Does not count a time in which this process itself stood still.</summary>
    public void Forgive(TimeSpan pause)
    {
        long heard = Volatile.Read(ref _lastHeard);
        long forgiven = Math.Min(heard + (long)(pause.TotalSeconds * time.TimestampFrequency), time.GetTimestamp());
        Interlocked.CompareExchange(ref _lastHeard, forgiven, heard);
    }

    private async ValueTask<NodeStream> OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await NodeStream.OpenAsync(Node, opening.GatewayId, options.CallTimeout, time, cancellationToken);
        }
        catch (Exception e) when (e is GrpcException { Status: not GrpcStatus.Unimplemented } or OperationCanceledException)
        {
            Suspect(SuspicionReason.Unreachable, e.Message);
            throw;
        }
    }

    private async Task ListenAsync(NodeStream stream, CancellationToken cancellationToken)
    {
        try
        {
            NodeReport last;
            do
            {
                last = stream.Current;
                OnReport(last);
            }
            while (await stream.ReadAsync());
            _isThrough = last.State == NodeState.Draining;
            Suspect(SuspicionReason.Broken, "the node ended its reports");
        }
        catch (Exception e) when (e is GrpcException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            Suspect(SuspicionReason.Broken, e.Message);
        }
        finally
        {
            _stream = null;
        }
    }

    private void OnReport(NodeReport report)
    {
        _isThrough = false;
        Volatile.Write(ref _lastHeard, time.GetTimestamp());
        metrics.OnReport();
        bool isStalled = report.IsStalled;
        if (isStalled && health.Of(Node.Id).Suspicion is null)
        {
            // Before the suspicion clock can see it.
            Volatile.Write(ref _suspectedAt, time.GetTimestamp());
        }

        switch (health.OnReport(Node, report))
        {
            case null when isStalled:
                LogStalled(logger, Node.Id);
                break;
            case not null when !isStalled:
                LogTrusted(logger, Node.Id, time.GetElapsedTime(Volatile.Read(ref _suspectedAt)).TotalMilliseconds);
                break;
        }
    }

    private void Suspect(SuspicionReason reason, string why)
    {
        if (_leaving.IsCancellationRequested || HasLeftInOrder)
        {
            return;
        }

        bool isFirst = health.Of(Node.Id).Suspicion is null;
        if (!health.Suspect(Node, reason) || !isFirst)
        {
            return;
        }

        Volatile.Write(ref _suspectedAt, time.GetTimestamp());
        LogSuspected(logger, Node.Id, reason, time.GetElapsedTime(Volatile.Read(ref _lastHeard)).TotalMilliseconds, why);
    }

    [LoggerMessage(1030, LogLevel.Warning, "node {Node} is suspected to be lost ({Reason}, last heard {SilenceMs:F0} ms ago): {Why}")]
    private static partial void LogSuspected(ILogger logger, NodeId node, SuspicionReason reason, double silenceMs, string why);

    [LoggerMessage(1034, LogLevel.Warning, "node {Node} says that no token comes out of it; it gets nothing new, and its answers go on elsewhere")]
    private static partial void LogStalled(ILogger logger, NodeId node);

    [LoggerMessage(1031, LogLevel.Information, "node {Node} is well again after {SuspectedMs:F0} ms")]
    private static partial void LogTrusted(ILogger logger, NodeId node, double suspectedMs);

    [LoggerMessage(1032, LogLevel.Warning, "node {Node} does not report; it gets work, but its load is not known")]
    private static partial void LogUnwatchable(ILogger logger, NodeId node);
}
