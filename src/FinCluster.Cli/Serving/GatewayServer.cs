using System.Globalization;
using FinCluster.Artifacts;
using FinCluster.Audit.Copies;
using FinCluster.Audit.Writing;
using FinCluster.Core.Admission;
using FinCluster.Core.Audit;
using FinCluster.Core.Catalog.Storage;
using FinCluster.Core.Errors;
using FinCluster.Core.Fleet;
using FinCluster.Gateway.Hosting;
using FinCluster.Node.Supervision;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FinCluster.Cli.Serving;

/// <summary>
/// A gateway in this process, with node processes beside it when its options say so: what <c>gateway</c> and <c>serve</c> run, and
/// <c>ask</c> when nothing else does.
/// </summary>
internal sealed class GatewayServer : IAsyncDisposable
{
    private readonly ILoggerFactory _loggers;
    private readonly ControlPlane _plane;
    private readonly AuditLog? _audit;
    private readonly WebApplication _app;

    private GatewayServer(ILoggerFactory loggers, ControlPlane plane, AuditLog? audit, WebApplication app)
    {
        _loggers = loggers;
        _plane = plane;
        _audit = audit;
        _app = app;
    }

    /// <summary>Gets where HTTP is served, as host:port; only after the start.</summary>
    public string Http => Address(0);

    /// <summary>Gets where gRPC is served, as host:port; only after the start.</summary>
    public string Grpc => Address(1);

    /// <summary>Gets what stops the server.</summary>
    public IHostApplicationLifetime Lifetime => _app.Lifetime;

    /// <summary>Starts the nodes and, when they take traffic, the gateway.</summary>
    /// <exception cref="ControlPlaneUnavailableException">The data folder or the Redis is not usable.</exception>
    /// <exception cref="NodeStartException">A node does not start.</exception>
    /// <exception cref="IOException">A listener cannot be opened.</exception>
    public static async Task<GatewayServer> StartAsync(
        GatewayServerOptions options, Func<IHostApplicationLifetime, IHostLifetime> lifetime, CancellationToken cancellationToken)
    {
        ILoggerFactory loggers = LoggerFactory.Create(logging => StandardErrorLog.Configure(logging, options.LogLevel));
        ControlPlane? plane = null;
        AuditLog? audit = null;
        GatewayServer? server = null;
        try
        {
            plane = await options.OpenControlPlane(loggers, cancellationToken);
            audit = options.Audit is { } log ? await OpenAuditAsync(log, loggers) : null;
            WebApplication app = GatewayHost.Build(
                options.Gateway,
                services => AddServices(services, options, plane, audit, lifetime),
                logging => StandardErrorLog.Configure(logging, options.LogLevel));
            server = new GatewayServer(loggers, plane, audit, app);
            await Listeners.StartAsync(app, [options.Gateway.Http, options.Gateway.Grpc], cancellationToken);
            return server;
        }
        catch
        {
            if (server is not null)
            {
                await server.DisposeAsync();
                throw;
            }

            await (audit?.DisposeAsync() ?? ValueTask.CompletedTask);
            await (plane?.DisposeAsync() ?? ValueTask.CompletedTask);
            loggers.Dispose();
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
        await (_audit?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _plane.DisposeAsync();
        _loggers.Dispose();
    }

    private static void AddServices(
        IServiceCollection services,
        GatewayServerOptions options,
        ControlPlane plane,
        AuditLog? audit,
        Func<IHostApplicationLifetime, IHostLifetime> lifetime)
    {
        if (audit is not null)
        {
            services.AddSingleton<IAuditLog>(audit);
            services.AddSingleton<IHostedService>(provider => new AuditRoots(
                options.Audit!, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<AuditRoots>>()));
        }

        if (options.AuditCopies.Sent is var (address, key))
        {
            services.AddSingleton<IAuditCopier>(_ => new AuditCopier(options.Audit!.Folder, audit, new HttpAuditCopyTarget(address, key)));
        }

        if (options.AuditCopies.Kept is var (copies, _))
        {
            services.AddSingleton<IAuditCopies>(_ => AuditCopies.Open(copies));
        }

        services.AddSingleton(provider => lifetime(provider.GetRequiredService<IHostApplicationLifetime>()));
        services.AddSingleton(plane.Fleet);
        services.AddSingleton(plane.Sessions);
        services.AddSingleton(plane.Tenants);
        services.AddSingleton(plane.Ledger);
        services.AddSingleton(plane.Catalog);
        services.AddSingleton(plane.Demand);
        services.AddSingleton(plane.Reviews);
        services.AddSingleton<IArtifactInspector, ArtifactInspector>();
        if (options.ArtifactFolder is { } folder)
        {
            services.AddSingleton<IArtifactStore>(FolderArtifactStore.Open(folder, new FolderArtifactStoreOptions(), TimeProvider.System));
        }

        services.Configure<AdmissionOptions>(admission => admission.MaxQueuedRequests = options.MaxQueuedRequests);
        services.Configure(options.NodeConnection);
        IEnumerable<NodeProcessOptions> nodes = Enumerable.Range(0, options.Nodes).Select(index => NodeProcess(options, $"node-{index}", NodeTier.Central, options.Engines!));
        foreach (NodeProcessOptions node in options.EdgeEngines is { } edge ? nodes.Append(NodeProcess(options, "edge-0", NodeTier.Edge, edge)) : nodes)
        {
            services.AddSingleton<IHostedService>(provider => new NodeSupervisor(
                node,
                provider.GetRequiredService<IFleet>(),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<NodeSupervisor>>()));
        }
    }

    private static async Task<AuditLog> OpenAuditAsync(AuditLogOptions options, ILoggerFactory loggers)
    {
        try
        {
            return await AuditLog.OpenAsync(options, TimeProvider.System, loggers.CreateLogger<AuditLog>());
        }
        catch (Exception e) when (e is InvalidDataException or UnauthorizedAccessException)
        {
            throw new IOException($"the audit log in {options.Folder} cannot be used: {e.Message}", e);
        }
    }

    private static NodeProcessOptions NodeProcess(GatewayServerOptions options, string name, NodeTier tier, EngineSet engines) => new()
    {
        Name = options.NodeNamePrefix + name,
        Tier = tier,
        Output = line => Console.Error.WriteLine($"[{name}] {line}"),
        WithheldVariables = [AdminKeyArgument.Variable],
        FileName = Environment.ProcessPath ?? throw new InvalidOperationException("this process has no executable"),
        Arguments =
        [
            "node",
            "--grpc", "127.0.0.1:0",
            "--parent-pid", Environment.ProcessId.ToString(CultureInfo.InvariantCulture),
            "--log-level", options.LogLevel.ToString(),
            ReportArgument.Name, options.ReportInterval.TotalMilliseconds.ToString("R", CultureInfo.InvariantCulture),
            .. options.Liveness.ToArguments(),
            .. ArtifactArguments.ForSharedFolder(options.ArtifactFolder, options.NodeNamePrefix + name),
            .. engines.ToArguments(),
        ],
    };

    private string Address(int index)
    {
        ICollection<string> addresses = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses
            ?? throw new InvalidOperationException("the server does not listen yet");
        return new Uri(addresses.ElementAt(index)).Authority;
    }
}
