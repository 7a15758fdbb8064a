using FinCluster.Cluster.Orleans.Catalog;
using FinCluster.Cluster.Orleans.Fleet;
using FinCluster.Cluster.Orleans.Sessions;
using FinCluster.Cluster.Orleans.Tenants;
using FinCluster.Cluster.Tests.Catalog;
using FinCluster.Cluster.Tests.Conformance;
using FinCluster.Cluster.Tests.Tenants;
using FinCluster.Core.Catalog;
using FinCluster.Core.Fleet;
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
        new OrleansSessionStore(fixture.Grains(silo), fixture.Calls(silo), fixture.Index(silo), _cluster);
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

    private OrleansTenantLedger Connect(int silo) => new OrleansTenantLedger(fixture.Grains(silo), fixture.Calls(silo), _cluster);
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
            fixture.Grains(silo), fixture.Calls(silo), fixture.Keepers(silo), fixture.Options(silo), _cluster, TimeProvider.System, NullLogger.Instance);
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
        return Task.FromResult<ICatalogLog>(new OrleansCatalogLog(fixture.Grains(silo), fixture.Calls(silo), fixture.Keepers(silo), _cluster));
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
                await fixture.Grains(0).GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero, cancel);
            }
        }

        await fixture.Grains(0).GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero, cancel);

        Assert.Equal(entries, await log.ReadAsync(0, Count + 1, cancel));
    }
}
