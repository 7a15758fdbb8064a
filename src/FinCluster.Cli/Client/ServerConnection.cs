using FinCluster.Cli.Commands;
using FinCluster.Cli.Serving;
using FinCluster.Grpc;
using FinCluster.Grpc.Client;
using FinCluster.Grpc.Health;
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

    private readonly LocalServer? _embedded;
    private readonly string? _temporaryFolder;

    private ServerConnection(GrpcChannel channel, LocalServer? embedded = null, string? temporaryFolder = null)
    {
        Channel = channel;
        _embedded = embedded;
        _temporaryFolder = temporaryFolder;
    }

    /// <summary>Gets the channel to the server's gRPC services.</summary>
    public GrpcChannel Channel { get; }

    /// <summary>Gets the settings of calls: with the API key, if there is one.</summary>
    public GrpcCallOptions Call { get; } = Environment.GetEnvironmentVariable(KeyVariable) is { Length: > 0 } key
        ? new GrpcCallOptions { Headers = new GrpcMetadata { { "authorization", "Bearer " + key.Trim() } } }
        : GrpcCallOptions.Default;

    /// <summary>Connects to the server that is named, else to the one that runs over the data folder.</summary>
    /// <returns>The connection; null when no server is named and none runs over the folder.</returns>
    /// <exception cref="UsageException">The name is none.</exception>
    /// <exception cref="GrpcException">A named server does not answer.</exception>
    public static async Task<ServerConnection?> FindAsync(string? named, string dataFolder, CancellationToken cancellationToken)
    {
        if ((named ?? Environment.GetEnvironmentVariable(Variable)) is { Length: > 0 } address)
        {
            GrpcChannel channel = Open(address);
            await GrpcHealthClient.CheckAsync(channel, "", cancellationToken);
            return new ServerConnection(channel);
        }

        return ServerRecord.TryRead(dataFolder)?.Grpc is { } recorded && await TryOpenAsync(recorded, cancellationToken) is { } open
            ? new ServerConnection(open)
            : null;
    }

    /// <summary>Starts a server in this process and connects to it.</summary>
    /// <param name="options">The server's options; of the log only errors are shown.</param>
    /// <param name="isTemporary">Whether the data folder goes with the connection.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public static async Task<ServerConnection> StartEmbeddedAsync(ServeOptions options, bool isTemporary, CancellationToken cancellationToken)
    {
        try
        {
            LocalServer server = await LocalServer.StartAsync(
                options with { LogLevel = LogLevel.Error }, _ => new CommandLifetime(), cancellationToken);
            return new ServerConnection(Open(server.Grpc), server, isTemporary ? options.DataFolder : null);
        }
        catch when (isTemporary)
        {
            Directory.Delete(options.DataFolder, recursive: true);
            throw;
        }
    }

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
