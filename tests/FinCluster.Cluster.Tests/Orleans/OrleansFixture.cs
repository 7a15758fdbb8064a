using FinCluster.Cluster.Orleans;
using FinCluster.Cluster.Orleans.Sessions;
using FinCluster.Cluster.Orleans.Silo;
using FinCluster.Cluster.Redis.Connection;
using FinCluster.Testing;
using FinCluster.Testing.Redis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace FinCluster.Cluster.Tests.Orleans;

/// <summary>Two silos over a real Redis for all tests of a class. Each test names its grains by a cluster of its own, so they do not see each other.</summary>
public sealed class OrleansFixture : IAsyncLifetime
{
    private readonly RedisServerFixture _redis = new();
    private readonly List<OrleansControlPlane> _silos = [];

    /// <summary>Gets the clock of leases and buckets.</summary>
    public ManualTimeProvider Time { get; } = new();

    public async ValueTask InitializeAsync()
    {
        RedisOptions redis = RedisOptions.Parse(await _redis.RequireUriAsync());
        string name = RedisServerFixture.NewClusterName();
        for (int i = 0; i < 2; i++)
        {
            _silos.Add(await OrleansControlPlane.StartAsync(
                new OrleansOptions
                {
                    Redis = RedisConfiguration.Build(redis),
                    ClusterName = name,
                    Role = SiloRole.Control,
                    CallTimeout = TestTimeouts.Default,
                    AttemptTimeout = TestTimeouts.Default / 3,

                    // Nobody repeats announcements here, so they last longer than any test.
                    AnnouncementLifetime = TimeSpan.FromMinutes(10),
                },
                Time,
                NullLoggerFactory.Instance,
                TestTimeouts.Token));
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (OrleansControlPlane silo in _silos)
        {
            await silo.DisposeAsync();
        }

        await _redis.DisposeAsync();
    }

    internal SiloMembership Membership(int silo) => _silos[silo].Membership;

    internal SessionIndex Index(int silo) => Service<SessionIndex>(silo);

    internal OrleansOptions Options(int silo) => Service<OrleansOptions>(silo);

    internal GrainCalls Calls(int silo) => new(Options(silo), Membership(silo), TimeProvider.System);

    private T Service<T>(int silo)
        where T : notnull => Membership(silo).Current.Services.GetRequiredService<T>();
}
