using FinCluster.Cluster.Orleans.Catalog;
using FinCluster.Cluster.Orleans.Fleet;
using FinCluster.Cluster.Orleans.Scaling;
using FinCluster.Cluster.Orleans.Sessions;
using FinCluster.Cluster.Orleans.Tenants;
using FinCluster.Cluster.Tests.Catalog;
using FinCluster.Cluster.Tests.Conformance;
using FinCluster.Cluster.Tests.Scaling;
using FinCluster.Cluster.Tests.Tenants;
using FinCluster.Core.Catalog;
using FinCluster.Core.Fleet;
using FinCluster.Core.Scaling.Demand;
using FinCluster.Core.Scaling.Leadership;
using FinCluster.Core.Sessions;
using FinCluster.Core.Tenants;
using FinCluster.Testing;
using FinCluster.Testing.Catalog;
using FinCluster.Testing.Redis;
using Microsoft.Extensions.Logging.Abstractions;

namespace FinCluster.Cluster.Tests.Orleans;

public sealed class OrleansSessionStoreConformanceTests(OrleansFixture fixture) : SessionStoreConformanceTests, IClassFixture<OrleansFixture>
{
    private readonly string _cluster = RedisServerFixture.NewClusterName();

    protected override Task<ISessionStore> CreateStoreAsync() => Task.FromResult<ISessionStore>(Connect(0));

    protected override Task<ISessionStore> ConnectAsync(ISessionStore store) => Task.FromResult<ISessionStore>(Connect(1));

    protected override Task DisposeStoreAsync(ISessionStore store) => Task.CompletedTask;

    protected override Task ExpireLeasesAsync(TimeSpan duration)
    {
        fixture.Time.Advance(duration);
        return Task.CompletedTask;
    }

    private OrleansSessionStore Connect(int silo) =>
        new OrleansSessionStore(fixture.Calls(silo), fixture.Index(silo), _cluster);
}

public sealed class OrleansTenantLedgerConformanceTests(OrleansFixture fixture) : TenantLedgerConformanceTests, IClassFixture<OrleansFixture>
{
    private readonly string _cluster = RedisServerFixture.NewClusterName();

    protected override Task<ITenantLedger> CreateLedgerAsync() => Task.FromResult<ITenantLedger>(Connect(0));

    protected override Task<ITenantLedger> ConnectAsync() => Task.FromResult<ITenantLedger>(Connect(1));

    protected override Task PassAsync(TimeSpan time)
    {
        fixture.Time.Advance(time);
        return Task.CompletedTask;
    }

    protected override Task DisposeLedgerAsync(ITenantLedger ledger) => Task.CompletedTask;

    private OrleansTenantLedger Connect(int silo) => new OrleansTenantLedger(fixture.Calls(silo), _cluster);
}

public sealed class OrleansFleetConformanceTests(OrleansFixture fixture) : FleetConformanceTests, IClassFixture<OrleansFixture>
{
    private readonly string _cluster = RedisServerFixture.NewClusterName();
    private readonly Stack<OrleansFleet> _opened = new();

    protected override Task<IFleet> CreateFleetAsync() => Task.FromResult<IFleet>(Connect(0));

    protected override Task<IFleet> ConnectAsync(IFleet fleet) => Task.FromResult<IFleet>(Connect(1));

    protected override async Task DisposeFleetAsync(IFleet fleet)
    {
        while (_opened.TryPop(out OrleansFleet? opened))
        {
            await opened.DisposeAsync();
        }
    }

    private OrleansFleet Connect(int silo)
    {
        var fleet = new OrleansFleet(
            fixture.Calls(silo),
            fixture.Membership(silo),
            fixture.Options(silo) with { ClusterName = _cluster },
            TimeProvider.System,
            NullLogger.Instance);
        _opened.Push(fleet);
        return fleet;
    }
}

public sealed class OrleansCatalogConformanceTests(OrleansFixture fixture) : CatalogConformanceTests, IClassFixture<OrleansFixture>
{
    private readonly string _cluster = RedisServerFixture.NewClusterName();
    private int _opened;

    // At the two silos in turn.
    protected override Task<ICatalogLog> OpenLogAsync()
    {
        int silo = _opened++ % 2;
        return Task.FromResult<ICatalogLog>(new OrleansCatalogLog(fixture.Calls(silo), fixture.Membership(silo), _cluster));
    }

    protected override Task DisposeLogsAsync() => Task.CompletedTask;

    [Fact]
    public async Task Grain_ThatBeginsAnew_GoesOnWhereItWas()
    {
        const int Count = 300;
        CancellationToken cancel = TestTimeouts.Token;
        ICatalogLog log = await OpenLogAsync();
        string[] entries = [.. Enumerable.Range(0, Count).Select(i => CatalogChangeText.Format(new ArtifactPushed($"r{i}", CatalogSamples.Artifact(ArtifactKind.ChatTemplate, $"t{i}"))))];
        for (int i = 0; i < Count; i++)
        {
            Assert.True(await log.AppendAsync(i, entries[i], cancel));

            // At the end of a segment, within one, and at its beginning.
            if (i is 127 or 128 or 200 or 255)
            {
                await fixture.Membership(0).Current.Grains.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero, cancel);
            }
        }

        await fixture.Membership(0).Current.Grains.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero, cancel);

        Assert.Equal(entries, await log.ReadAsync(0, Count + 1, cancel));
    }
}

public sealed class OrleansLeadershipConformanceTests(OrleansFixture fixture) : LeadershipConformanceTests, IClassFixture<OrleansFixture>
{
    private readonly string _cluster = RedisServerFixture.NewClusterName();
    private int _opened;

    // At the two silos in turn.
    protected override Task<ILeadership> ConnectAsync() => Task.FromResult<ILeadership>(new OrleansLeadership(fixture.Calls(_opened++ % 2), _cluster));

    protected override Task PassAsync(TimeSpan time)
    {
        fixture.Time.Advance(time);
        return Task.CompletedTask;
    }

    protected override Task DisposeAllAsync() => Task.CompletedTask;

    [Fact]
    public async Task Grain_ThatBeginsAnew_KnowsTermTokenAndNote()
    {
        CancellationToken cancel = TestTimeouts.Token;
        LeadershipTerm term = (await First.CampaignAsync(Role, "a", TimeSpan.FromMinutes(1), cancel))!;
        Assert.True(await First.WriteAsync(term, "noted", cancel));

        await fixture.Membership(0).Current.Grains.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero, cancel);

        Assert.Equal(new LeadershipRecord("a", 1, "noted"), await Second.ReadAsync(Role, cancel));
        Assert.Null(await Second.CampaignAsync(Role, "b", TimeSpan.FromMinutes(1), cancel));
        await PassAsync(TimeSpan.FromMinutes(2));
        await fixture.Membership(0).Current.Grains.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero, cancel);
        Assert.False(await First.WriteAsync(term, "late", cancel));
        Assert.Equal(2, (await Second.CampaignAsync(Role, "b", TimeSpan.FromMinutes(1), cancel))!.FencingToken);
    }
}

public sealed class OrleansDemandConformanceTests(OrleansFixture fixture) : DemandConformanceTests, IClassFixture<OrleansFixture>
{
    private readonly string _cluster = RedisServerFixture.NewClusterName();
    private int _opened;

    // At the two silos in turn.
    protected override Task<IDemandBoard> ConnectAsync() =>
        Task.FromResult<IDemandBoard>(new OrleansDemandBoard(fixture.Calls(_opened++ % 2), _cluster, NullLogger.Instance));

    protected override Task PassAsync(TimeSpan time)
    {
        fixture.Time.Advance(time);
        return Task.CompletedTask;
    }

    protected override Task DisposeAllAsync() => Task.CompletedTask;
}
