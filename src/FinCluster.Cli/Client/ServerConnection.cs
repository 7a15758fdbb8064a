using FinCluster.Cli.Commands;
using FinCluster.Cli.Serving;
using FinCluster.Grpc;
using FinCluster.Grpc.Client;
using FinCluster.Grpc.Health;
using FinCluster.Grpc.Methods;
using Google.Protobuf;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FinCluster.Cli.Client;

/// <summary>A connection to a server: one that runs, or one that lives as long as the connection.</summary>
internal sealed class ServerConnection : IAsyncDisposable
{
    /// <summary>The variable that names the server.</summary>
    public const string Variable = "FINCLUSTER_SERVER";

    /// <summary>The variable with the API key. There is no option for it: a command line is there for every process to read.</summary>
    public const string KeyVariable = "FINCLUSTER_API_KEY";

    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(2);

    private readonly GatewayServer? _embedded;
    private readonly string? _temporaryFolder;

    private ServerConnection(GrpcChannel channel, string? key = null, GatewayServer? embedded = null, string? temporaryFolder = null)
    {
        Channel = channel;
        Call = CallWith(key ?? Environment.GetEnvironmentVariable(KeyVariable));
        _embedded = embedded;
        _temporaryFolder = temporaryFolder;
    }

    /// <summary>Gets the channel to the server's gRPC services.</summary>
    public GrpcChannel Channel { get; }

    /// <summary>Gets the settings of calls: with the key, if there is one.</summary>
    public GrpcCallOptions Call { get; }

    /// <summary>Connects to the server that is named, else to the one that runs over the data folder.</summary>
    /// <param name="named">The server; null for the one of the environment, or of the data folder.</param>
    /// <param name="dataFolder">The data folder.</param>
    /// <param name="key">The key of calls; null for the API key of the environment.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The connection; null when no server is named and none runs over the folder.</returns>
    /// <exception cref="UsageException">The name is none.</exception>
    /// <exception cref="GrpcException">A named server does not answer.</exception>
    public static async Task<ServerConnection?> FindAsync(string? named, string dataFolder, string? key, CancellationToken cancellationToken)
    {
        if ((named ?? Environment.GetEnvironmentVariable(Variable)) is { Length: > 0 } address)
        {
            return await OpenAsync(address, key, cancellationToken);
        }

        return ServerRecord.TryRead(dataFolder)?.Grpc is { } recorded && await TryOpenAsync(recorded, cancellationToken) is { } open
            ? new ServerConnection(open, key)
            : null;
    }

    /// <summary>Connects to the server that is named.</summary>
    /// <exception cref="UsageException">The name is none.</exception>
    /// <exception cref="GrpcException">The server does not answer.</exception>
    public static async Task<ServerConnection> OpenAsync(string address, string? key, CancellationToken cancellationToken)
    {
        GrpcChannel channel = Open(address);
        try
        {
            await GrpcHealthClient.CheckAsync(channel, "", cancellationToken);
            return new ServerConnection(channel, key);
        }
        catch
        {
            channel.Dispose();
            throw;
        }
    }

    /// <summary>Starts a server in this process and connects to it.</summary>
    /// <param name="options">The server's options; of the log only errors are shown.</param>
    /// <param name="temporaryFolder">A folder that goes with the connection; null for none.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public static async Task<ServerConnection> StartEmbeddedAsync(
        GatewayServerOptions options, string? temporaryFolder, CancellationToken cancellationToken)
    {
        try
        {
            GatewayServer server = await GatewayServer.StartAsync(
                options with { LogLevel = LogLevel.Error }, _ => new CommandLifetime(), cancellationToken);
            return new ServerConnection(Open(server.Grpc), embedded: server, temporaryFolder: temporaryFolder);
        }
        catch when (temporaryFolder is not null)
        {
            Directory.Delete(temporaryFolder, recursive: true);
            throw;
        }
    }

    /// <summary>Makes a call.</summary>
    /// <exception cref="GrpcException">The server refuses or fails.</exception>
    public Task<TResponse> CallAsync<TRequest, TResponse>(
        GrpcMethod<TRequest, TResponse> method, TRequest request, CancellationToken cancellationToken)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse> => Channel.UnaryAsync(method, request, Call, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        if (_embedded is not null)
        {
            await _embedded.DisposeAsync();
        }

        if (_temporaryFolder is not null)
        {
            Directory.Delete(_temporaryFolder, recursive: true);
        }
    }

    private static async Task<GrpcChannel?> TryOpenAsync(string address, CancellationToken cancellationToken)
    {
        GrpcChannel channel = Open(address);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(ProbeTimeout);
        try
        {
            if (await GrpcHealthClient.CheckAsync(channel, "fincluster.v1.Assistant", patience.Token) == GrpcServingStatus.Serving)
            {
                return channel;
            }
        }
        catch (Exception e) when (e is GrpcException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }

        channel.Dispose();
        return null;
    }

    private static GrpcCallOptions CallWith(string? key) => string.IsNullOrWhiteSpace(key)
        ? GrpcCallOptions.Default
        : new GrpcCallOptions { Headers = new GrpcMetadata { { "authorization", "Bearer " + key.Trim() } } };

    private static GrpcChannel Open(string address)
    {
        string url = address.Contains("://", StringComparison.Ordinal) ? address : "http://" + address;
        return Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https"
            ? new GrpcChannel(uri!, TimeProvider.System)
            : throw new UsageException($"--server '{address}' is no host:port");
    }

    /// <summary>The server's life is the command's; signals are the command's business.</summary>
    private sealed class CommandLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
