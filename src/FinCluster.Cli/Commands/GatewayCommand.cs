using System.CommandLine;
using System.Runtime.InteropServices;
using FinCluster.Cli.Serving;
using FinCluster.Cluster.Redis.Connection;
using FinCluster.Core.Hosting;

namespace FinCluster.Cli.Commands;

/// <summary><c>fincluster gateway</c>: serves clients with the nodes of a cluster of many machines.</summary>
internal static class GatewayCommand
{
    public static Command Create()
    {
        var server = new ServerArguments("127.0.0.1:8081");
        var gateway = new GatewayArguments();
        var cluster = new ClusterArguments();
        var command = new Command("gateway", "Serve clients with the nodes of a cluster, over the OpenAI API and gRPC");
        gateway.AddTo(command);
        server.AddTo(command);
        cluster.AddTo(command);
        command.SetBody(async (parsed, cancellationToken) =>
        {
            RedisOptions redis = cluster.Require(parsed);
            var options = new GatewayServerOptions
            {
                Gateway = gateway.Read(parsed, server),
                OpenControlPlane = (loggers, cancellation) => ControlPlane.OpenRedisAsync(redis, loggers, cancellation),
                LogLevel = server.LogLevel(parsed),
            };
            await using GatewayServer running = await GatewayServer.StartAsync(
                options,
                application => new SignalLifetime(application, PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGQUIT),
                cancellationToken);
            server.WatchParent(parsed, running.Lifetime);
            ServerArguments.Announce(parsed, new ReadyLine("gateway", Environment.ProcessId, running.Http, running.Grpc));
            await running.WaitForShutdownAsync();
            return ExitCodes.Ok;
        });
        return command;
    }
}
