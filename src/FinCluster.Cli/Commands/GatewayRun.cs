using System.CommandLine;
using System.Runtime.InteropServices;
using FinCluster.Cli.Serving;
using FinCluster.Core.Hosting;

namespace FinCluster.Cli.Commands;

/// <summary>Runs the server of a role that serves clients, from its start to its end.</summary>
internal static class GatewayRun
{
    /// <summary>Starts the server, says that it is ready, and waits until it has drained.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="role">The role, as the ready line has it.</param>
    /// <param name="options">How to serve.</param>
    /// <param name="arguments">The options that all servers share.</param>
    /// <param name="record">Notes the server for as long as it runs, before it is announced; null for nothing.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task RunAsync(
        ParseResult parsed,
        string role,
        GatewayServerOptions options,
        ServerArguments arguments,
        Func<ReadyLine, IDisposable>? record,
        CancellationToken cancellationToken)
    {
        await using GatewayServer server = await GatewayServer.StartAsync(
            options,
            application => new SignalLifetime(application, PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGQUIT),
            cancellationToken);
        arguments.WatchParent(parsed, server.Lifetime);
        var ready = new ReadyLine(role, Environment.ProcessId, server.Http, server.Grpc);
        using IDisposable? recorded = record?.Invoke(ready);
        ServerArguments.Announce(parsed, ready);
        await server.WaitForShutdownAsync();
    }
}
