using System.CommandLine;
using System.Runtime.InteropServices;
using FinCluster.Cli.Native;
using FinCluster.Cli.Serving;
using FinCluster.Core.Hosting;
using FinCluster.Gateway.Hosting;

namespace FinCluster.Cli.Commands;

/// <summary><c>fincluster serve</c>: a gateway and its nodes on this machine.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var server = new ServerArguments("127.0.0.1:8081");
        var engine = new EngineArguments();
        Option<string> http = ServerArguments.Listen("--http", "the OpenAI API", "127.0.0.1:8080");
        Option<string> data = new("--data")
        {
            Description = $"Folder of sessions; default ${DataFolder.Variable}, else your data folder",
            HelpName = "folder",
            DefaultValueFactory = _ => DataFolder.Default,
        };
        Option<int> nodes = new("--nodes")
        {
            Description = "Node processes, each with its own copy of every model's KV cache",
            HelpName = "n",
            DefaultValueFactory = _ => 1,
        };
        Option<string> cluster = new("--cluster")
        {
            Description = "Control plane; 'local' keeps it in this process and in the data folder",
            HelpName = "local",
            DefaultValueFactory = _ => "local",
        };
        Option<bool> anonymous = new("--allow-anonymous") { Description = "Serve callers of other machines although no tenant is defined" };
        var routing = new RoutingArgument();
        var command = new Command("serve", "Serve models on this machine over the OpenAI API and gRPC") { http };
        server.AddTo(command);
        command.Add(data);
        command.Add(nodes);
        command.Add(cluster);
        command.Add(anonymous);
        routing.AddTo(command);
        engine.AddTo(command);
        command.SetBody(async (parsed, cancellationToken) =>
        {
            if (parsed.GetValue(cluster) != "local")
            {
                throw new UsageException($"--cluster '{parsed.GetValue(cluster)}' is not known; this build has 'local'");
            }

            string nativeFolder = await NativeInstallConsole.EnsureAsync(engine.Native(parsed), cancellationToken);
            var options = new ServeOptions
            {
                Gateway = new GatewayOptions
                {
                    Http = ServerArguments.Address(parsed, http),
                    Grpc = server.Grpc(parsed),
                    AllowAnonymous = parsed.GetValue(anonymous),
                    DrainTimeout = server.DrainTimeout(parsed),
                    Routing = routing.Read(parsed),
                },
                Engines = engine.Engines(parsed, nativeFolder),
                Nodes = parsed.GetValue(nodes) is >= 1 and <= 64 and int count ? count : throw new UsageException("--nodes must be between 1 and 64"),
                DataFolder = DataFolder.Parse(parsed.GetValue(data)!),
                LogLevel = server.LogLevel(parsed),
            };
            await RunAsync(parsed, options, server, cancellationToken);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static async Task RunAsync(ParseResult parsed, ServeOptions options, ServerArguments arguments, CancellationToken cancellationToken)
    {
        await using LocalServer server = await LocalServer.StartAsync(
            options,
            application => new SignalLifetime(application, PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGQUIT),
            cancellationToken);
        arguments.WatchParent(parsed, server.Lifetime);
        var ready = new ReadyLine("serve", Environment.ProcessId, server.Http, server.Grpc);
        using IDisposable record = ServerRecord.Write(options.DataFolder, ready);
        ServerArguments.Announce(parsed, ready);
        await server.WaitForShutdownAsync();
    }
}
