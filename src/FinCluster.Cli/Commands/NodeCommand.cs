using System.CommandLine;
using System.Runtime.InteropServices;
using FinCluster.Cli.Serving;
using FinCluster.Core.Catalog;
using FinCluster.Core.Hosting;
using FinCluster.Node.Artifacts;
using FinCluster.Node.Fleet;
using FinCluster.Node.Hosting;
using FinCluster.Node.Replicas;
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
        var liveness = new LivenessArguments();
        var artifacts = new ArtifactArguments();
        var command = new Command("node", "Compute models for gateways, over gRPC");
        server.AddTo(command);
        membership.AddTo(command);
        report.AddTo(command);
        liveness.AddTo(command);
        artifacts.AddTo(command);
        engine.AddTo(command);
        command.SetBody(async (parsed, cancellationToken) =>
        {
            NodeMembership? member = membership.Read(parsed);
            TimeSpan reportInterval = report.Read(parsed);
            LivenessLimits limits = liveness.Read(parsed);
            ArtifactFolder? folder = artifacts.Read(parsed, membership.Name(parsed));
            EngineSet engines = await engine.ReadAsync(parsed, cancellationToken);
            using ILoggerFactory loggers = LoggerFactory.Create(logging => StandardErrorLog.Configure(logging, server.LogLevel(parsed)));
            using ReplicaManager manager = await LoadAsync(engines, folder, loggers, cancellationToken);
            var options = new NodeOptions
            {
                Grpc = server.Grpc(parsed),
                DrainTimeout = server.DrainTimeout(parsed),
                ReportInterval = reportInterval,
                StallLimit = limits.StallLimit,
                CanaryInterval = limits.CanaryInterval,
            };
            PosixSignal[] signals = server.HasParent(parsed)
                ? [PosixSignal.SIGTERM]
                : [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGQUIT];
            await using ControlPlane? plane = member is null
                ? null
                : await ControlPlane.OpenClusterAsync(member.Cluster, ControlPlaneRole.Guest, loggers, cancellationToken);
            await using WebApplication app = NodeHost.Build(
                options,
                manager,
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

    private static async Task<ReplicaManager> LoadAsync(
        EngineSet engines, ArtifactFolder? folder, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        LoadedEngines loaded = await engines.LoadAsync(loggers.CreateLogger("FinCluster.Inference"), cancellationToken);
        var puller = new ArtifactPuller(TimeProvider.System, loggers.CreateLogger<ArtifactPuller>());
        var cache = new ArtifactCache(folder?.OpenStore(), puller);
        foreach ((ArtifactHash hash, string path) in loaded.Files)
        {
            cache.AddFile(hash, path);
        }

        var manager = new ReplicaManager(
            new ReplicaSet(loaded.Engines), loaded.Loader, cache, folder?.OpenRecord(), TimeProvider.System, loggers.CreateLogger<ReplicaManager>());
        await manager.RestoreAsync(cancellationToken);
        return manager;
    }

    private static string Address(WebApplication app) =>
        new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Authority;
}
