using System.Net;
using System.Net.Sockets;
using FinCluster.Cluster.Orleans.Catalog;
using FinCluster.Cluster.Orleans.Fleet;
using FinCluster.Cluster.Orleans.Scaling;
using FinCluster.Cluster.Orleans.Sessions;
using FinCluster.Cluster.Orleans.Tenants;
using FinCluster.Core.Errors;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.GrainDirectory;
using Orleans.Runtime.Hosting;
using Orleans.Serialization;
using Orleans.Storage;
using StackExchange.Redis;

namespace FinCluster.Cluster.Orleans.Silo;

/// <summary>Starts this process's silo.</summary>
internal static class OrleansSilo
{
    /// <summary>The storage of grains' states.</summary>
    public const string Storage = "redis";

    private const int FreePortAttempts = 5;

    // A silo is asked every half second whether it lives, and is dead when it was silent twice and one other silo says so. A connection that breaks, as
    // by the end of a process, is asked at once.
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromMilliseconds(400);
    private const int MissedProbes = 2;
    private const int Votes = 1;

    // The grain classes that only silos of the control plane offer. The others never get them, because they do not know them.
    private static readonly Type[] ControlGrains =
        [typeof(SessionGrain), typeof(TenantGrain), typeof(FleetGrain), typeof(CatalogGrain), typeof(AutoscalerGrain)];

    /// <summary>Starts a silo.</summary>
    /// <exception cref="ControlPlaneUnavailableException">Redis does not answer, or the address cannot be listened on.</exception>
    public static async Task<RunningSilo> StartAsync(
        OrleansOptions options, IConnectionMultiplexer redis, SessionIndex index, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            var end = new SiloEnd(loggers.CreateLogger<SiloEnd>());
            IHost host = Build(options, redis, index, end, time, loggers);
            try
            {
                await host.StartAsync(cancellationToken);
                return new RunningSilo(host, end);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                host.Dispose();
                bool mayBeTaken = options.Address.Port == 0 && e is SocketException or { InnerException: SocketException };
                if (!mayBeTaken || attempt == FreePortAttempts)
                {
                    throw new ControlPlaneUnavailableException($"the silo does not start: {e.Message}", e);
                }
            }
        }
    }

    private static IHost Build(
        OrleansOptions options, IConnectionMultiplexer redis, SessionIndex index, SiloEnd end, TimeProvider time, ILoggerFactory loggers)
    {
        var settings = new HostApplicationBuilderSettings { DisableDefaults = true, ApplicationName = "fincluster" };
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(settings);
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Logging.AddProvider(new SharedLog(loggers)).AddFilter("Orleans", LogLevel.Warning).AddFilter("Polly", LogLevel.Warning)

            // Its warnings are about the garbage collector, which is the whole process's affair.
            .AddFilter("Orleans.Runtime.Silo", LogLevel.Error)

            // It measures from the start of the machine before its first round, and warns of hours.
            .AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error);
        builder.Services.AddSingleton(new GrainClock(time));
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(services => new Keepers(services.GetRequiredService<IClusterManifestProvider>(), TimeProvider.System));
        builder.Services.AddSingleton(index);
        builder.Services.AddSingleton<IFatalErrorHandler>(end);
        builder.UseOrleans(silo =>
        {
            silo.Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (options.ClusterName, options.ClusterName));
            silo.Configure<SiloOptions>(own => own.SiloName = $"{options.Role}-{Environment.MachineName}-{Environment.ProcessId}".ToLowerInvariant());
            silo.Configure<ClusterMembershipOptions>(Tune);
            silo.Configure<SiloMessagingOptions>(messages => messages.ResponseTimeout = options.CallTimeout);
            silo.ConfigureEndpoints(options.Address.Address, options.Address.Port > 0 ? options.Address.Port : FreePort(options.Address.Address), 0);
            silo.UseRedisClustering(clustering =>
            {
                clustering.ConfigurationOptions = options.Redis;
                clustering.CreateMultiplexer = _ => Task.FromResult((redis, true));
            });
            silo.AddGrainDirectory(GrainDirectoryAttribute.DEFAULT_GRAIN_DIRECTORY, (_, _) => new RedisDirectory(redis, options.ClusterName));
            silo.AddRedisGrainStorage(Storage, storage => storage.Configure<Serializer>((own, serializer) =>
            {
                own.ConfigurationOptions = options.Redis;
                own.CreateMultiplexer = _ => Task.FromResult((redis, true));
                own.DeleteStateOnClear = true;
                own.GrainStorageSerializer = new OrleansGrainStorageSerializer(serializer);
            }));
            if (options.Role != SiloRole.Control)
            {
                silo.Services.PostConfigure<GrainTypeOptions>(types => types.Classes.ExceptWith(ControlGrains));
            }
        });
        return builder.Build();
    }

    private static void Tune(ClusterMembershipOptions membership)
    {
        membership.ProbeTimeout = ProbeTimeout;
        membership.NumMissedProbesLimit = MissedProbes;
        membership.NumVotesForDeathDeclaration = Votes;
        membership.TableRefreshTimeout = TimeSpan.FromSeconds(5);

        // A silo that missed three of these is none that a joining one has to reach: so long a cluster needs to begin again after all its silos ended at once.
        membership.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(2);
        membership.ExtendProbeTimeoutDuringDegradation = false;
    }

    private static int FreePort(IPAddress address)
    {
        using var listener = new TcpListener(address, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Writes the silo's log where the process's is.</summary>
    private sealed class SharedLog(ILoggerFactory loggers) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => loggers.CreateLogger(categoryName);

        public void Dispose()
        {
            // The loggers are the process's.
        }
    }

    /// <summary>Leaves signals and the console to the process that the silo is a part of.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
