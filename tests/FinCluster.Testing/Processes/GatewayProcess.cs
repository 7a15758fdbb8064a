using FinCluster.Contracts.V1;
using FinCluster.Core.Hosting;
using FinCluster.Grpc.Client;
using FinCluster.Wire;

namespace FinCluster.Testing.Processes;

/// <summary>A real <c>fincluster gateway</c> on ports that the system chose.</summary>
public sealed class GatewayProcess : IAsyncDisposable
{
    private const string AnyPort = "127.0.0.1:0";

    private GatewayProcess(ChildProcess process, ReadyLine ready)
    {
        Process = process;
        Ready = ready;
        Http = new HttpClient { BaseAddress = new Uri($"http://{ready.Http}"), Timeout = TestTimeouts.Default };
        Grpc = new GrpcChannel(new Uri($"http://{ready.Grpc}"), TimeProvider.System);
    }

    /// <summary>Gets the process.</summary>
    public ChildProcess Process { get; }

    /// <summary>Gets what it said when it was ready.</summary>
    public ReadyLine Ready { get; }

    /// <summary>Gets a client of its HTTP API.</summary>
    public HttpClient Http { get; }

    /// <summary>Gets a channel to its gRPC services.</summary>
    public GrpcChannel Grpc { get; }

    /// <summary>Starts a gateway and waits until it takes traffic.</summary>
    /// <param name="clusterUri">The control plane.</param>
    /// <param name="before">The one whose addresses it takes over; null for ports that the system chooses.</param>
    /// <param name="program">The executable; null for the one that was built with the tests.</param>
    /// <param name="arguments">More arguments.</param>
    public static async Task<GatewayProcess> StartAsync(string clusterUri, ReadyLine? before = null, string? program = null, params string[] arguments)
    {
        ChildProcess process = ChildProcess.Start(
            program ?? FinClusterProgram.Path,
            ["gateway", "--cluster", clusterUri, "--http", before?.Http ?? AnyPort, "--grpc", before?.Grpc ?? AnyPort, .. arguments],
            ServeProcess.ProgramEnvironment);
        try
        {
            return new GatewayProcess(process, await process.WaitUntilReadyAsync());
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks it how the cluster is.</summary>
    public Task<GetStatusResponse> StatusAsync() =>
        Grpc.UnaryAsync(PublicMethods.GetStatus, new GetStatusRequest(), GrpcCallOptions.Default, TestTimeouts.Token);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        Grpc.Dispose();
        await Process.DisposeAsync();
    }
}
