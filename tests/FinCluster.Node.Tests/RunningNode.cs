using FinCluster.Core.Engine;
using FinCluster.Core.Hosting;
using FinCluster.Grpc.Client;
using FinCluster.Node.Hosting;
using FinCluster.Node.Replicas;
using FinCluster.Node.Service;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FinCluster.Node.Tests;

/// <summary>A node in this process, on a port that the system chose.</summary>
internal sealed class RunningNode : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Task _stopped;

    private RunningNode(WebApplication app)
    {
        _app = app;
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        Channel = new GrpcChannel(Address, TimeProvider.System);
        _stopped = app.WaitForShutdownAsync();
    }

    /// <summary>Gets where it serves.</summary>
    public Uri Address { get; }

    /// <summary>Gets a channel to it.</summary>
    public GrpcChannel Channel { get; }

    /// <summary>Gets the task that completes when it has stopped by itself.</summary>
    public Task Stopped => _stopped;

    /// <summary>Gets the token that is cancelled when it begins to stop.</summary>
    public CancellationToken Stopping => _app.Lifetime.ApplicationStopping;

    /// <summary>Starts a node over engines, which it owns.</summary>
    public static Task<RunningNode> StartAsync(params IInferenceEngine[] engines) => StartAsync(TimeSpan.FromSeconds(30), engines);

    /// <summary>Starts a node with a drain timeout of its own.</summary>
    public static Task<RunningNode> StartAsync(TimeSpan drainTimeout, params IInferenceEngine[] engines) =>
        StartAsync(options => options with { DrainTimeout = drainTimeout }, engines);

    /// <summary>Starts a node with options of its own.</summary>
    public static Task<RunningNode> StartAsync(Func<NodeOptions, NodeOptions> change, params IInferenceEngine[] engines) =>
        StartAsync(change, (options, services, logging) => NodeHost.Build(options, new ReplicaSet(engines), services, logging));

    /// <summary>Starts a node that loads replicas while it serves.</summary>
    public static Task<RunningNode> StartAsync(ReplicaManager manager, Action<IServiceCollection>? configure = null) => StartAsync(
        options => options,
        (options, services, logging) => NodeHost.Build(
            options,
            manager,
            all =>
            {
                services(all);
                configure?.Invoke(all);
            },
            logging));

    private static async Task<RunningNode> StartAsync(
        Func<NodeOptions, NodeOptions> change, Func<NodeOptions, Action<IServiceCollection>, Action<ILoggingBuilder>, WebApplication> build)
    {
        NodeOptions options = change(new NodeOptions { Grpc = new ListenAddress(System.Net.IPAddress.Loopback, 0) });
        WebApplication app = build(
            options, services => services.AddSingleton<IHostLifetime, NoHostLifetime>(), logging => logging.ClearProviders());
        await app.StartAsync();
        return new RunningNode(app);
    }

    /// <summary>Lets it stop as SIGTERM does: calls that run go on until the drain timeout.</summary>
    public void BeginStop() => _app.Lifetime.StopApplication();

    /// <summary>Ends it at once: connections break as when the process dies.</summary>
    public Task KillAsync() => _app.StopAsync(new CancellationToken(canceled: true));

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        try
        {
            await KillAsync();
        }
        catch (OperationCanceledException)
        {
            // Nor do its services get the time for what they do at the end.
        }

        await _app.DisposeAsync();
    }

    // The console's lifetime would take the signals of the test process.
    private sealed class NoHostLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
