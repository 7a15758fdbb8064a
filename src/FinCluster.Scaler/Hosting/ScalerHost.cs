using FinCluster.Contracts.Keda;
using FinCluster.Core.Fleet;
using FinCluster.Core.Scaling;
using FinCluster.Core.Scaling.Demand;
using FinCluster.Core.Scaling.Leadership;
using FinCluster.Grpc.Health;
using FinCluster.Grpc.Reflection;
using FinCluster.Grpc.Server;
using FinCluster.Scaler.Control;
using FinCluster.Scaler.Decisions;
using FinCluster.Scaler.Keda;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FinCluster.Scaler.Hosting;

/// <summary>Builds the server of a scaler.</summary>
public static class ScalerHost
{
    /// <summary>
    /// Builds a host. It needs among the services the ports of the control plane, <see cref="IFleet"/>, <see cref="ILeadership"/> and <see cref="IDemandBoard"/>, and what
    /// scales: <see cref="IScaleTarget"/>, <see cref="ICalendarSource"/> and <see cref="MarketClock"/>.
    /// </summary>
    /// <param name="options">How to work.</param>
    /// <param name="configureServices">Adds those, and what else lives as long as the scaler.</param>
    /// <param name="configureLogging">Says where the log goes.</param>
    public static WebApplication Build(
        ScalerOptions options, Action<IServiceCollection> configureServices, Action<ILoggingBuilder> configureLogging)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(configureServices);
        ArgumentNullException.ThrowIfNull(configureLogging);
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        configureLogging(builder.Logging);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.ConfigureGrpcLimits();
            kestrel.Listen(options.Http.Address, options.Http.Port, listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.Listen(options.Grpc.Address, options.Grpc.Port, listen => listen.Protocols = HttpProtocols.Http2);
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.DrainTimeout);
        builder.Services.AddRoutingCore();
        builder.Services.AddGrpcServer(_ => { });
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton<DecisionLog>();
        builder.Services.AddSingleton<ScalerLoop>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<ScalerLoop>());
        builder.Services.AddSingleton<ScalerPages>();
        builder.Services.AddSingleton<ExternalScalerService>();
        configureServices(builder.Services);

        WebApplication app = builder.Build();
        app.MapWhen(http => HttpProtocol.IsHttp2(http.Request.Protocol), grpc => grpc.UseRouting().UseEndpoints(routes =>
        {
            app.Services.GetRequiredService<ExternalScalerService>().Map(routes);
            app.Services.GetRequiredService<GrpcHealth>().Set(ExternalscalerReflection.Descriptor.Services[0].FullName, GrpcServingStatus.Serving);
            routes.MapGrpcHealth();
            routes.MapGrpcReflection();
            routes.MapGrpcUnknownMethods();
        }));
        app.UseRouting();
        app.Services.GetRequiredService<ScalerPages>().Map(app);
        return app;
    }
}
