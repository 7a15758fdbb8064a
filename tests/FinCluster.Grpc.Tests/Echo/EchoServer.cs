using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using FinCluster.Grpc.Client;
using FinCluster.Grpc.Health;
using FinCluster.Grpc.Reflection;
using FinCluster.Grpc.Server;
using FinCluster.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FinCluster.Grpc.Tests.Echo;

/// <summary>A Kestrel server on a free loopback port that serves <see cref="EchoService"/>, health and reflection.</summary>
internal sealed class EchoServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, bool> _connections;

    private EchoServer(WebApplication app, ErrorLog errors, ConcurrentDictionary<string, bool> connections)
    {
        _app = app;
        _connections = connections;
        Errors = errors;
        Address = new Uri(app.Urls.First());
        Channel = new GrpcChannel(Address, TimeProvider.System);
    }

    public EchoService Service => _app.Services.GetRequiredService<EchoService>();

    public GrpcHealth Health => _app.Services.GetRequiredService<GrpcHealth>();

    /// <summary>Gets what was logged as a warning or an error.</summary>
    public ErrorLog Errors { get; }

    /// <summary>Gets the connections that requests came over.</summary>
    public ICollection<string> Connections => _connections.Keys;

    public Uri Address { get; }

    /// <summary>Gets the address of the endpoint that speaks HTTP/1.1 only.</summary>
    public Uri Http1Address => new(_app.Urls.ElementAt(1));

    /// <summary>Gets the address of the TLS endpoint, which exists when a certificate was given.</summary>
    public Uri SecureAddress => new(_app.Urls.ElementAt(2));

    /// <summary>Gets a channel to the server with the default settings.</summary>
    public GrpcChannel Channel { get; }

    public static async Task<EchoServer> StartAsync(
        Action<GrpcServerOptions>? configure = null,
        Action<WebApplication>? map = null,
        TimeProvider? time = null,
        X509Certificate2? certificate = null,
        int port = 0)
    {
        var errors = new ErrorLog();
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.AddProvider(errors);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => Listen(kestrel, certificate, port));
        builder.Services.AddSingleton(time ?? TimeProvider.System);

        // A call that holds the host up must fail its test, not be cut off.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = 10 * TestTimeouts.Default);
        builder.Services.AddSingleton<EchoService>();
        builder.Services.AddGrpcServer(configure);
        WebApplication app = builder.Build();
        var connections = new ConcurrentDictionary<string, bool>(StringComparer.Ordinal);
        app.Use((http, next) =>
        {
            connections.TryAdd(http.Connection.Id, true);
            return next(http);
        });
        app.MapGrpc(EchoMethods.Service, app.Services.GetRequiredService<EchoService>().Configure);
        app.MapGrpcHealth();
        app.MapGrpcReflection();
        app.MapGrpcUnknownMethods();
        map?.Invoke(app);
        await app.StartAsync();
        return new EchoServer(app, errors, connections);
    }

    public GrpcChannel NewChannel(GrpcChannelOptions? options = null) => new(Address, TimeProvider.System, options);

    /// <summary>Stops the server and waits for its calls.</summary>
    public Task StopAsync() => _app.StopAsync();

    /// <summary>Stops the server without waiting for its calls: connections break.</summary>
    public Task KillAsync() => _app.StopAsync(new CancellationToken(canceled: true));

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        await KillAsync();
        await _app.DisposeAsync();
    }

    private static void Listen(KestrelServerOptions kestrel, X509Certificate2? certificate, int port)
    {
        kestrel.ConfigureGrpcLimits();
        kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http2);
        kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
        if (certificate is not null)
        {
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate));
        }
    }
}
