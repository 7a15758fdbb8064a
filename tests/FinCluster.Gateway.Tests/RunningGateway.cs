using FinCluster.Cluster.Local;
using FinCluster.Cluster.Local.Reviews;
using FinCluster.Cluster.Local.Scaling;
using FinCluster.Cluster.Local.Tenants;
using FinCluster.Core.Catalog;
using FinCluster.Core.Compliance.Review;
using FinCluster.Core.Fleet;
using FinCluster.Core.Scaling.Demand;
using FinCluster.Core.Sessions;
using FinCluster.Core.Tenants;
using FinCluster.Gateway.Dispatch;
using FinCluster.Gateway.Hosting;
using FinCluster.Grpc.Client;
using FinCluster.Node.Tests;
using FinCluster.Testing;
using FinCluster.Testing.Catalog;
using FinCluster.Testing.Engine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace FinCluster.Gateway.Tests;

/// <summary>A gateway in this process with nodes over scripted engines, all on ports that the system chose.</summary>
internal sealed class RunningGateway : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly LocalDataFolder _data;
    private readonly SqliteSessionStore _sessions;
    private readonly SqliteTenantDirectory _tenants;
    private readonly LocalTenantLedger _ledger;
    private readonly SqliteReviewQueue _reviews;
    private readonly WebApplication _app;
    private readonly Task _stopped;
    private readonly List<RunningNode> _nodes = [];
    private readonly List<RunningNode> _others = [];

    private RunningGateway(
        TemporaryFolder folder,
        LocalDataFolder data,
        SqliteSessionStore sessions,
        SqliteTenantDirectory tenants,
        LocalTenantLedger ledger,
        SqliteReviewQueue reviews,
        LocalFleet fleet,
        WebApplication app)
    {
        (_folder, _data, _sessions, _tenants, _ledger, _reviews, Fleet, _app) = (folder, data, sessions, tenants, ledger, reviews, fleet, app);
        string[] addresses = [.. app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses];
        Http = new HttpClient { BaseAddress = new Uri(addresses[0]), Timeout = TestTimeouts.Default };
        Grpc = new GrpcChannel(new Uri(addresses[1]), TimeProvider.System);
        _stopped = app.WaitForShutdownAsync();
    }

    /// <summary>Gets the catalog that it reads.</summary>
    public MemoryCatalog Catalog => (MemoryCatalog)Services.GetRequiredService<ICatalog>();

    /// <summary>Gets the fleet that it reads.</summary>
    public LocalFleet Fleet { get; }

    /// <summary>Gets its tenants.</summary>
    public SqliteTenantDirectory Tenants => _tenants;

    /// <summary>Gets what they have used.</summary>
    public LocalTenantLedger Ledger => _ledger;

    /// <summary>Gets the answers that persons look at.</summary>
    public IReviewQueue Reviews => Services.GetRequiredService<IReviewQueue>();

    /// <summary>Gets a client of its HTTP API.</summary>
    public HttpClient Http { get; }

    /// <summary>Gets a channel to its gRPC services.</summary>
    public GrpcChannel Grpc { get; }

    /// <summary>Gets the task that completes when it has stopped.</summary>
    public Task Stopped => _stopped;

    /// <summary>Gets its services.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Starts a gateway without nodes.</summary>
    public static async Task<RunningGateway> StartAsync(Action<GatewaySetup>? change = null)
    {
        var setup = new GatewaySetup();
        change?.Invoke(setup);
        var folder = new TemporaryFolder();
        var data = LocalDataFolder.Open(folder.Path);
        SqliteSessionStore sessions = await SqliteSessionStore.OpenAsync(data, setup.Time, TestTimeouts.Token);
        SqliteTenantDirectory tenants = await SqliteTenantDirectory.OpenAsync(folder.Path, TestTimeouts.Token);
        LocalTenantLedger ledger = await LocalTenantLedger.OpenAsync(data, setup.Time, NullLogger.Instance, TestTimeouts.Token);
        SqliteReviewQueue reviews = await SqliteReviewQueue.OpenAsync(folder.Path, new ReviewQueueOptions(), TestTimeouts.Token);
        await setup.Tenants(tenants);
        var fleet = new LocalFleet();
        WebApplication app = GatewayHost.Build(
            setup.Gateway, services => AddServices(services, setup, fleet, sessions, tenants, ledger, reviews), logging => logging.ClearProviders());
        try
        {
            await app.StartAsync();
        }
        catch
        {
            await app.DisposeAsync();
            await sessions.DisposeAsync();
            await reviews.DisposeAsync();
            await ledger.DisposeAsync();
            await tenants.DisposeAsync();
            data.Dispose();
            folder.Dispose();
            throw;
        }

        return new RunningGateway(folder, data, sessions, tenants, ledger, reviews, fleet, app);
    }

    /// <summary>Starts a gateway with one node for each engine, named "a", "b" and so on.</summary>
    public static async Task<RunningGateway> StartAsync(Action<GatewaySetup>? change, params FakeInferenceEngine[] engines)
    {
        RunningGateway gateway = await StartAsync(change);
        foreach (FakeInferenceEngine engine in engines)
        {
            await gateway.AddNodeAsync(engine);
        }

        return gateway;
    }

    /// <summary>Starts a node over an engine and tells the fleet.</summary>
    public async Task<RunningNode> AddNodeAsync(FakeInferenceEngine engine, NodeTier tier = NodeTier.Central, TimeSpan? stallLimit = null)
    {
        // Without canaries, but where a test is about them: the calls of an engine are those of the test, however long it takes.
        RunningNode node = await RunningNode.StartAsync(
            options => stallLimit is { } limit ? options with { StallLimit = limit } : options with { CanaryInterval = TimeSpan.Zero }, engine);
        _nodes.Add(node);
        await AnnounceAsync($"{(char)('a' + _nodes.Count - 1)}", node.Address, engine, tier: tier);
        return node;
    }

    /// <summary>Takes over a node that a test has started itself, as the next in their order.</summary>
    public void Adopt(RunningNode node) => _nodes.Add(node);

    /// <summary>Takes over a node that a test has started itself.</summary>
    public void Own(RunningNode node) => _others.Add(node);

    /// <summary>Tells the fleet of a node, whether there is one or not.</summary>
    public ValueTask AnnounceAsync(string id, Uri address, FakeInferenceEngine engine, NodeState state = NodeState.Ready, NodeTier tier = NodeTier.Central) =>
        Fleet.AnnounceAsync(new FleetNode(new NodeId(id), address, state, [engine.Model]) { Tier = tier }, TestTimeouts.Token);

    /// <summary>Gets a node that <see cref="AddNodeAsync"/> has started, by its place in their order.</summary>
    public RunningNode Node(int index) => _nodes[index];

    /// <summary>Lets it stop as SIGTERM does.</summary>
    public void BeginStop() => _app.Lifetime.StopApplication();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        Grpc.Dispose();
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
        foreach (RunningNode node in _nodes.Concat(_others))
        {
            await node.DisposeAsync();
        }

        await _sessions.DisposeAsync();
        await _reviews.DisposeAsync();
        await _ledger.DisposeAsync();
        await _tenants.DisposeAsync();
        _data.Dispose();
        _folder.Dispose();
    }

    private static void AddServices(
        IServiceCollection services,
        GatewaySetup setup,
        IFleet fleet,
        ISessionStore sessions,
        ITenantDirectory tenants,
        ITenantLedger ledger,
        SqliteReviewQueue reviews)
    {
        services.AddSingleton(tenants);
        services.AddSingleton(ledger);
        services.Configure(setup.Admission);
        services.AddSingleton(fleet);
        services.AddSingleton<ICatalog>(new MemoryCatalog());
        services.AddSingleton<IDemandBoard>(new LocalDemandBoard(setup.Time));
        services.AddSingleton<IReviewQueue>(reviews);
        services.AddSingleton(sessions);
        services.AddSingleton(setup.Time);
        services.AddSingleton<Random>(new FirstOfEquals());
        services.AddSingleton<IHostLifetime, NoLifetime>();
        services.Configure<DispatchOptions>(options =>
        {
            options.MaxOutage = setup.Dispatch.MaxOutage;
            options.MaxFailovers = setup.Dispatch.MaxFailovers;
            options.RetryInterval = setup.Dispatch.RetryInterval;
        });
        setup.Services(services);
    }

    // Chance that always falls on the first: of nodes that are as good, tests know which one it is.
    private sealed class FirstOfEquals : Random
    {
        public override int Next(int maxValue) => 0;
    }

    // The console's lifetime would take the signals of the test process.
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
