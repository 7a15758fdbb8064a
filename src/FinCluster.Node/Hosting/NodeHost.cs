using System.ComponentModel.DataAnnotations;
using FinCluster.Core.Errors;
using FinCluster.Grpc.Health;
using FinCluster.Grpc.Reflection;
using FinCluster.Grpc.Server;
using FinCluster.Node.Artifacts;
using FinCluster.Node.Liveness;
using FinCluster.Node.Replicas;
using FinCluster.Node.Reports;
using FinCluster.Node.Service;
using FinCluster.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace FinCluster.Node.Hosting;

/// <summary>Builds the server of a node process.</summary>
public static class NodeHost
{
    // A prompt of the largest body that a gateway reads, as protobuf, with room for its other fields.
    private const int MaxRequestBytes = 48 * 1024 * 1024;

    /// <summary>Builds a host whose replicas stay as they are.</summary>
    /// <param name="options">How to serve.</param>
    /// <param name="replicas">The engines. They are disposed with the host.</param>
    /// <param name="configureServices">Adds what else lives as long as the node.</param>
    /// <param name="configureLogging">Says where the log goes.</param>
    /// <exception cref="ValidationException">An option is out of its range.</exception>
    public static WebApplication Build(
        NodeOptions options,
        ReplicaSet replicas,
        Action<IServiceCollection> configureServices,
        Action<ILoggingBuilder> configureLogging)
    {
        var puller = new ArtifactPuller(TimeProvider.System, NullLogger<ArtifactPuller>.Instance);
        var manager = new ReplicaManager(
            replicas, loader: null, new ArtifactCache(store: null, puller), record: null, TimeProvider.System, NullLogger<ReplicaManager>.Instance);
        return Build(options, manager, configureServices, configureLogging);
    }

    /// <summary>Builds a host that serves a manager's replicas over gRPC, and lets gateways load and unload others.</summary>
    /// <param name="options">How to serve.</param>
    /// <param name="manager">The replicas. They are disposed with the host.</param>
    /// <param name="configureServices">Adds what else lives as long as the node.</param>
    /// <param name="configureLogging">Says where the log goes.</param>
    /// <exception cref="ValidationException">An option is out of its range.</exception>
    public static WebApplication Build(
        NodeOptions options,
        ReplicaManager manager,
        Action<IServiceCollection> configureServices,
        Action<ILoggingBuilder> configureLogging)
    {
        Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        configureLogging(builder.Logging);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.ConfigureGrpcLimits();
            kestrel.Listen(options.Grpc.Address, options.Grpc.Port, listen => listen.Protocols = HttpProtocols.Http2);
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.DrainTimeout);
        builder.Services.AddRoutingCore();
        builder.Services.AddGrpcServer(grpc =>
        {
            grpc.MaxReceiveMessageBytes = MaxRequestBytes;
            grpc.MapException = (_, error) => error is RequestException request ? ErrorWire.ToStatus(request) : null;
        });
        builder.Services.AddSingleton(_ => manager);
        builder.Services.AddSingleton(_ => manager.Replicas);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton<NodeReporter>();

        // Before the server, so that it goes on to report while the server drains.
        builder.Services.AddHostedService(provider => provider.GetRequiredService<NodeReporter>());
        builder.Services.AddHostedService<LivenessMonitor>();
        builder.Services.AddSingleton<NodeService>();
        configureServices(builder.Services);

        WebApplication app = builder.Build();
        app.Services.GetRequiredService<ReplicaManager>();
        app.Services.GetRequiredService<ReplicaSet>();
        app.Services.GetRequiredService<NodeService>().Map(app);
        app.MapGrpcHealth();
        app.MapGrpcReflection();
        app.MapGrpcUnknownMethods();
        return app;
    }
}
