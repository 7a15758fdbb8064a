using System.CommandLine;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using FinCluster.Cli.Serving;
using FinCluster.Core.Hosting;
using FinCluster.Core.Scaling;
using FinCluster.Core.Scaling.Plans;
using FinCluster.Node.Scaling;
using FinCluster.Scaler.Control;
using FinCluster.Scaler.Hosting;
using FinCluster.Scaler.Kubernetes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FinCluster.Cli.Commands.Scaling;

/// <summary><c>fincluster scaler</c>: says how many replicas each pool of a cluster should have, by the market calendar and by what is asked, and makes them.</summary>
internal static class ScalerCommand
{
    public static Command Create()
    {
        var server = new ServerArguments("127.0.0.1:8084");
        var cluster = new ClusterArguments();
        var calendar = new CalendarArgument();
        var target = new ScaleTargetArguments();
        var rehearsal = new RehearsalArgument();
        Option<string> http = ServerArguments.Listen("--http", "health, metrics and decisions", "127.0.0.1:8083");
        Option<string> plan = new("--plan") { Description = "File with the pools (docs/capacity.md)", HelpName = "file", Required = true };
        Option<string?> data = new("--data")
        {
            Description = "Folder of the record of decisions, and with --target local of the processes and their logs",
            HelpName = "folder",
        };
        var command = new Command("scaler", "Keep as many replicas as the market will need, and say so to KEDA or Kubernetes");
        command.Add(plan);
        calendar.AddTo(command);
        target.AddTo(command);
        command.Add(http);
        server.AddTo(command);
        cluster.AddTo(command);
        command.Add(data);
        rehearsal.AddTo(command);
        command.SetBody(async (parsed, cancellationToken) =>
        {
            ClusterAddress address = cluster.Require(parsed);
            CalendarFile calendars = calendar.Read(parsed);
            ScalingPlan pools = ReadPlan(parsed.GetValue(plan)!, calendars);
            ScaleTargetKind kind = target.Kind(parsed, pools);
            string? folder = parsed.GetValue(data) is { } named ? Directory.CreateDirectory(DataFolder.Parse(named)).FullName : null;
            var options = new ScalerOptions
            {
                Http = ServerArguments.Address(parsed, http),
                Grpc = server.Grpc(parsed),
                Plan = pools,
                Name = $"{Environment.MachineName}.{Environment.ProcessId}.{RandomNumberGenerator.GetHexString(8, lowercase: true)}",
                DecisionFile = folder is null ? null : Path.Combine(folder, "decisions.jsonl"),
                DrainTimeout = server.DrainTimeout(parsed),
            };
            using ILoggerFactory loggers = LoggerFactory.Create(logging => StandardErrorLog.Configure(logging, server.LogLevel(parsed)));
            await using ControlPlane plane = await ControlPlane.OpenClusterAsync(address, ControlPlaneRole.Guest, loggers, cancellationToken);
            await using WebApplication app = ScalerHost.Build(
                options,
                services =>
                {
                    services.AddSingleton<IHostLifetime>(provider => new SignalLifetime(
                        provider.GetRequiredService<IHostApplicationLifetime>(), PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGQUIT));
                    services.AddSingleton(plane.Fleet);
                    services.AddSingleton(plane.Leadership);
                    services.AddSingleton(plane.Demand);
                    services.AddSingleton<ICalendarSource>(provider => new ReloadedCalendar(calendars, provider.GetRequiredService<ILogger<ReloadedCalendar>>()));
                    services.AddSingleton(new MarketClock(TimeProvider.System, rehearsal.Read(parsed)));
                    services.AddSingleton<IScaleTarget>(provider => kind switch
                    {
                        ScaleTargetKind.Kubernetes => new KubernetesScaleTarget(target.Kubernetes(parsed), TimeProvider.System),
                        ScaleTargetKind.Local => new ProcessScaleTarget(
                            LocalOptions(folder, cluster.ToArguments(parsed), server.LogLevel(parsed)),
                            plane.Fleet,
                            TimeProvider.System,
                            provider.GetRequiredService<ILogger<ProcessScaleTarget>>()),
                        _ => new NoScaleTarget(),
                    });
                },
                logging => StandardErrorLog.Configure(logging, server.LogLevel(parsed)));
            await Listeners.StartAsync(app, [options.Http, options.Grpc], cancellationToken);
            server.WatchParent(parsed, app.Lifetime);
            string[] addresses = [.. app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(one => new Uri(one).Authority)];
            ServerArguments.Announce(parsed, new ReadyLine("scaler", Environment.ProcessId, addresses[0], addresses[1]));
            await app.WaitForShutdownAsync(cancellationToken);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static ScalingPlan ReadPlan(string path, CalendarFile calendars)
    {
        try
        {
            return ScalingPlan.Parse(File.ReadAllText(path), calendars.Current);
        }
        catch (FormatException e)
        {
            throw new UsageException($"--plan {path}: {e.Message}");
        }
    }

    private static ProcessTargetOptions LocalOptions(string? folder, IReadOnlyList<string> cluster, LogLevel level) => new()
    {
        FileName = Environment.ProcessPath ?? throw new InvalidOperationException("this process has no executable"),
        Arguments = (PoolPlan pool, string name) =>
            ["node", "--grpc", "127.0.0.1:0", "--name", name, "--log-level", level.ToString(), .. cluster, .. pool.NodeArguments],
        Folder = folder ?? throw new UsageException("--target local needs --data, the folder of the processes and their logs"),
        NamePrefix = Environment.MachineName + "-",
        WithheldVariables = [AdminKeyArgument.Variable],
    };
}
