using System.Globalization;
using FinCluster.Cluster.Local;
using FinCluster.Core.Admission;
using FinCluster.Core.Fleet;
using FinCluster.Core.Sessions;
using FinCluster.Core.Tenants;
using FinCluster.Gateway.Hosting;
using FinCluster.Node.Supervision;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FinCluster.Cli.Serving;

/// <summary>A gateway in this process with node processes beside it: what <c>serve</c> runs, and <c>ask</c> when nothing else does.</summary>
internal sealed class LocalServer : IAsyncDisposable
{
    private readonly LocalStores _stores;
    private readonly WebApplication _app;

    private LocalServer(LocalStores stores, WebApplication app)
    {
        _stores = stores;
        _app = app;
    }

    /// <summary>Gets where HTTP is served, as host:port; only after the start.</summary>
    public string Http => Address(0);

    /// <summary>Gets where gRPC is served, as host:port; only after the start.</summary>
    public string Grpc => Address(1);

    /// <summary>Gets what stops the server.</summary>
    public IHostApplicationLifetime Lifetime => _app.Lifetime;

    /// <summary>Starts the nodes and, when they take traffic, the gateway.</summary>
    /// <exception cref="DataFolderException">The data folder is not usable.</exception>
    /// <exception cref="NodeStartException">A node does not start.</exception>
    /// <exception cref="IOException">A listener cannot be opened.</exception>
    public static async Task<LocalServer> StartAsync(
        ServeOptions options, Func<IHostApplicationLifetime, IHostLifetime> lifetime, CancellationToken cancellationToken)
    {
        LocalStores stores = await LocalStores.OpenAsync(options.DataFolder, options.LogLevel, cancellationToken);
        LocalServer? server = null;
        try
        {
            WebApplication app = GatewayHost.Build(
                options.Gateway,
                services => AddServices(services, options, stores, lifetime),
                logging => StandardErrorLog.Configure(logging, options.LogLevel));
            server = new LocalServer(stores, app);
            await Listeners.StartAsync(app, [options.Gateway.Http, options.Gateway.Grpc], cancellationToken);
            return server;
        }
        catch
        {
            if (server is not null)
            {
                await server.DisposeAsync();
            }
            else
            {
                await stores.DisposeAsync();
            }

            throw;
        }
    }

    /// <summary>Waits until the server is told to stop, and stops it: running answers first, then the nodes.</summary>
    public Task WaitForShutdownAsync() => _app.WaitForShutdownAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // The host does not stop what it has started when its start fails half way, so this is not left to it.
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _stores.DisposeAsync();
    }

    private static void AddServices(
        IServiceCollection services,
        ServeOptions options,
        LocalStores stores,
        Func<IHostApplicationLifetime, IHostLifetime> lifetime)
    {
        services.AddSingleton(provider => lifetime(provider.GetRequiredService<IHostApplicationLifetime>()));
        services.AddSingleton<IFleet, LocalFleet>();
        services.AddSingleton<ISessionStore>(stores.Sessions);
        services.AddSingleton<ITenantDirectory>(stores.Tenants);
        services.AddSingleton<ITenantLedger>(stores.Ledger);

        // A node's queue is as long for each of its engines; what waits, waits here, in order.
        services.Configure<AdmissionOptions>(admission => admission.MaxQueuedRequests = options.Engines[0].MaxQueuedRequests);
        for (int index = 0; index < options.Nodes; index++)
        {
            NodeProcessOptions node = NodeProcess(options, index);
            services.AddSingleton<IHostedService>(provider => new NodeSupervisor(
                node,
                provider.GetRequiredService<IFleet>(),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<NodeSupervisor>>()));
        }
    }

    private static NodeProcessOptions NodeProcess(ServeOptions options, int index) => new()
    {
        Name = $"node-{index}",
        Output = line => Console.Error.WriteLine($"[node-{index}] {line}"),
        FileName = Environment.ProcessPath ?? throw new InvalidOperationException("this process has no executable"),
        Arguments =
        [
            "node",
            "--grpc", "127.0.0.1:0",
            "--parent-pid", Environment.ProcessId.ToString(CultureInfo.InvariantCulture),
            "--log-level", options.LogLevel.ToString(),
            .. EngineArguments.ToArguments(options.Engines),
        ],
    };

    private string Address(int index)
    {
        ICollection<string> addresses = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses
            ?? throw new InvalidOperationException("the server does not listen yet");
        return new Uri(addresses.ElementAt(index)).Authority;
    }
}
