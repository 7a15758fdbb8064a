using FinCluster.Core.Hosting;
using FinCluster.Grpc.Client;
using FinCluster.Testing.Engine;

namespace FinCluster.Testing.Processes;

/// <summary>A real <c>fincluster serve</c> with a folder and ports of its own.</summary>
public sealed class ServeProcess : IAsyncDisposable
{
    private readonly TemporaryFolder? _ownFolder;

    private ServeProcess(ChildProcess process, ReadyLine ready, string dataFolder, TemporaryFolder? ownFolder)
    {
        _ownFolder = ownFolder;
        Process = process;
        Ready = ready;
        DataFolder = dataFolder;
        Http = new HttpClient { BaseAddress = new Uri($"http://{ready.Http}"), Timeout = TestTimeouts.Default };
        Grpc = new GrpcChannel(new Uri($"http://{ready.Grpc}"), TimeProvider.System);
    }

    /// <summary>Gets the process of the gateway.</summary>
    public ChildProcess Process { get; }

    /// <summary>Gets what it said when it was ready.</summary>
    public ReadyLine Ready { get; }

    /// <summary>Gets its data folder.</summary>
    public string DataFolder { get; }

    /// <summary>Gets a client of its HTTP API.</summary>
    public HttpClient Http { get; }

    /// <summary>Gets a channel to its gRPC services.</summary>
    public GrpcChannel Grpc { get; }

    /// <summary>Gets the environment in which the program runs in tests.</summary>
    public static IReadOnlyDictionary<string, string?> ProgramEnvironment => new Dictionary<string, string?>
    {
        [NativeLibraryFolder.Variable] = NativeLibraryFolder.Require(),
        ["FINCLUSTER_SERVER"] = null,
        ["FINCLUSTER_DATA"] = null,
        ["FINCLUSTER_ADMIN_KEY"] = null,
    };

    /// <summary>Starts a server and waits until it takes traffic.</summary>
    /// <param name="dataFolder">Its data folder, which stays; null for one that goes with the server.</param>
    /// <param name="arguments">Further arguments.</param>
    public static async Task<ServeProcess> StartAsync(string? dataFolder = null, params string[] arguments)
    {
        TemporaryFolder? own = dataFolder is null ? new TemporaryFolder() : null;
        string data = dataFolder ?? own!.Path;
        ChildProcess process = ChildProcess.Start(FinClusterProgram.Path, Arguments(data, arguments), ProgramEnvironment);
        try
        {
            return new ServeProcess(process, await process.WaitUntilReadyAsync(), data, own);
        }
        catch
        {
            await process.DisposeAsync();
            own?.Dispose();
            throw;
        }
    }

    /// <summary>Gets the arguments of a server on ports that the system chooses.</summary>
    public static IEnumerable<string> Arguments(string dataFolder, params string[] more) =>
        ["serve", "--http", "127.0.0.1:0", "--grpc", "127.0.0.1:0", "--data", dataFolder, "--threads", "1", .. more];

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        Grpc.Dispose();
        await Process.DisposeAsync();
        _ownFolder?.Dispose();
    }
}
