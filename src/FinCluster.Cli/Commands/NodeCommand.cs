using System.CommandLine;
using System.Runtime.InteropServices;
using FinCluster.Cli.Serving;
using FinCluster.Core.Hosting;
using FinCluster.Node.Fleet;
using FinCluster.Node.Hosting;
using FinCluster.Node.Service;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FinCluster.Cli.Commands;

/// <summary><c>fincluster node</c>: the process that computes models, for the <c>serve</c> that started it or for all gateways of a cluster.</summary>
internal static class NodeCommand
{
    public static Command Create()
    {
        var server = new ServerArguments("127.0.0.1:8082");
        var membership = new MembershipArguments();
        var engine = new EngineArguments();
        var report = new ReportArgument();
        var command = new Command("node", "Compute models for gateways, over gRPC");
        server.AddTo(command);
        membership.AddTo(command);
        report.AddTo(command);
        engine.AddTo(command);
        command.SetBody(async (parsed, cancellationToken) =>
        {
            NodeMembership? member = membership.Read(parsed);
            TimeSpan reportInterval = report.Read(parsed);
            EngineSet engines = await engine.ReadAsync(parsed, cancellationToken);
            using ILoggerFactory loggers = LoggerFactory.Create(logging => StandardErrorLog.Configure(logging, server.LogLevel(parsed)));
            var replicas = new ReplicaSet(await engines.LoadAsync(loggers.CreateLogger("FinCluster.Inference"), cancellationToken));
            var options = new NodeOptions { Grpc = server.Grpc(parsed), DrainTimeout = server.DrainTimeout(parsed), ReportInterval = reportInterval };
            PosixSignal[] signals = server.HasParent(parsed)
                ? [PosixSignal.SIGTERM]
                : [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGQUIT];
            await using ControlPlane? plane = member is null
                ? null
                : await ControlPlane.OpenClusterAsync(member.Cluster, ControlPlaneRole.Guest, loggers, cancellationToken);
            await using WebApplication app = NodeHost.Build(
                options,
                replicas,
                services =>
                {
                    services.AddSingleton<IHostLifetime>(
                        provider => new SignalLifetime(provider.GetRequiredService<IHostApplicationLifetime>(), signals));
                    if (member is not null)
                    {
                        services.AddSingleton(plane!.Fleet);
                        services.AddNodeRegistration(member.Identity);
                    }
                },
                logging => StandardErrorLog.Configure(logging, server.LogLevel(parsed)));
            await Listeners.StartAsync(app, [options.Grpc], cancellationToken);
            server.WatchParent(parsed, app.Lifetime);
            ServerArguments.Announce(parsed, new ReadyLine("node", Environment.ProcessId, Http: null, Address(app)));
            await app.WaitForShutdownAsync(cancellationToken);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static string Address(WebApplication app) =>
        new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Authority;
}
