using FinCluster.Core.Hosting;
using FinCluster.Grpc.Client;

namespace FinCluster.Testing.Processes;

/// <summary>A real <c>fincluster node</c> on a port that the system chose.</summary>
public sealed class NodeProcess : IAsyncDisposable
{
    private NodeProcess(ChildProcess process, ReadyLine ready)
    {
        Process = process;
        Source = new Uri($"grpc://{ready.Grpc}");
        Channel = new GrpcChannel(new Uri($"http://{ready.Grpc}"), TimeProvider.System);
    }

    /// <summary>Gets the process.</summary>
    public ChildProcess Process { get; }

    /// <summary>Gets its address, as a source of files.</summary>
    public Uri Source { get; }

    /// <summary>Gets a channel to it.</summary>
    public GrpcChannel Channel { get; }

    /// <summary>Starts a node and waits until it takes traffic.</summary>
    public static async Task<NodeProcess> StartAsync(params string[] arguments)
    {
        ChildProcess process = ChildProcess.Start(
            FinClusterProgram.Path, ["node", "--grpc", "127.0.0.1:0", "--threads", "1", .. arguments], ServeProcess.ProgramEnvironment);
        try
        {
            return new NodeProcess(process, await process.WaitUntilReadyAsync());
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        await Process.DisposeAsync();
    }
}
