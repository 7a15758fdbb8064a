using FinCluster.Contracts.Node.V1;
using FinCluster.Core.Fleet;
using FinCluster.Grpc.Client;
using FinCluster.Wire;
using NodeReport = FinCluster.Core.Fleet.NodeReport;

namespace FinCluster.Gateway.Fleet;

/// <summary>One watch of a node, over a connection of its own: one that has died without a sign must not be met again.</summary>
/// <remarks>Used by one reader; <see cref="Abandon"/> may come from any thread.</remarks>
internal sealed class NodeStream : IAsyncDisposable
{
    // A reset of a million blocks is 8 MiB.
    private const int MaxReportBytes = 64 * 1024 * 1024;

    private readonly GrpcChannel _channel;
    private readonly CancellationTokenSource _ending = new();
    private readonly IAsyncEnumerator<Contracts.Node.V1.NodeReport> _reports;

    private NodeStream(FleetNode node, string gatewayId, TimeSpan connectTimeout, TimeProvider time)
    {
        _channel = new GrpcChannel(
            node.Address, time, new GrpcChannelOptions { MaxReceiveMessageBytes = MaxReportBytes, ConnectTimeout = connectTimeout });
        _reports = _channel
            .ServerStreaming(NodeMethods.Watch, new WatchRequest { GatewayId = gatewayId }, GrpcCallOptions.Default, _ending.Token)
            .GetAsyncEnumerator(CancellationToken.None);
    }

    /// <summary>Gets the report that was read last.</summary>
    public NodeReport Current => NodeReportWire.ToCore(_reports.Current);

    /// <summary>Opens a watch and reads its first report.</summary>
    /// <param name="node">The node.</param>
    /// <param name="gatewayId">Who watches.</param>
    /// <param name="connectTimeout">How long connecting may take.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="Grpc.GrpcException">The node cannot be reached, or does not report.</exception>
    public static async Task<NodeStream> OpenAsync(
        FleetNode node, string gatewayId, TimeSpan connectTimeout, TimeProvider time, CancellationToken cancellationToken)
    {
        var stream = new NodeStream(node, gatewayId, connectTimeout, time);
        try
        {
            await using CancellationTokenRegistration _ = cancellationToken.Register(stream.Abandon);
            return await stream.ReadAsync()
                ? stream
                : throw new Grpc.GrpcException(Grpc.GrpcStatus.Unavailable, "the node ended the watch before its first report");
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    /// <summary>Reads the next report; false when the node has ended the watch.</summary>
    public ValueTask<bool> ReadAsync() => _reports.MoveNextAsync();

    /// <summary>Lets the reader fail.</summary>
    public void Abandon()
    {
        try
        {
            _ending.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The reader has just left by itself.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _reports.DisposeAsync();
        _channel.Dispose();
        _ending.Dispose();
    }
}
