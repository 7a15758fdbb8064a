using FinCluster.Core.Catalog;
using FinCluster.Core.Catalog.Aliases;
using FinCluster.Core.Catalog.Canaries;
using FinCluster.Core.Catalog.Releases;
using FinCluster.Core.Tenants;
using FinCluster.Testing;
using FinCluster.Testing.Catalog;

namespace FinCluster.Cluster.Tests.Catalog;

/// <summary>What every catalog must do. A backend inherits the class and says how to open its log.</summary>
public abstract partial class CatalogConformanceTests : IAsyncLifetime
{
    private const string Chat = "fin-chat";

    private readonly CancellationToken _cancel = TestTimeouts.Token;
    private readonly List<LoggedCatalog> _open = [];

    /// <summary>Gets the empty catalog under test.</summary>
    protected ICatalog Catalog { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Catalog = await OpenAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (LoggedCatalog open in _open)
        {
            await open.DisposeAsync();
        }

        await DisposeLogsAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Opens what one process would use to see the log, which is the same for all calls.</summary>
    protected abstract Task<ICatalogLog> OpenLogAsync();

    /// <summary>Ends what was opened.</summary>
    protected abstract Task DisposeLogsAsync();

    [Fact]
    public void Current_NothingWasDone_IsEmpty()
    {
        Assert.Equal(0, Catalog.Current.Version);
        Assert.Empty(Catalog.Current.Artifacts);
        Assert.Empty(Catalog.Current.Releases);
        Assert.Empty(Catalog.Current.Aliases);
    }

    [Fact]
    public async Task PushArtifact_Twice_IsThereOnce()
    {
        Artifact artifact = CatalogSamples.Artifact(ArtifactKind.BaseModel, "base");

        CatalogResult first = await Catalog.ApplyAsync(new PushArtifact(artifact), _cancel);
        CatalogResult second = await Catalog.ApplyAsync(new PushArtifact(artifact), _cancel);

        Assert.Equal((CatalogStatus.Done, CatalogStatus.Unchanged), (first.Status, second.Status));
        Assert.True(Assert.Single(Catalog.Current.Artifacts).IsSame(artifact));
        Assert.Equal(1, Catalog.Current.Version);
    }

    [Fact]
    public async Task Change_AtOneProcess_IsSeenByAnother()
    {
        LoggedCatalog other = await OpenAsync();

        await CatalogSamples.PushReleasesAsync(Catalog, 1, _cancel);

        CatalogInvariants.AssertSame(Catalog.Current, await other.RefreshAsync(_cancel));
    }

    [Fact]
    public async Task WaitForChange_ChangeAtAnotherProcess_IsWoken()
    {
        LoggedCatalog other = await OpenAsync();
        Task<CatalogSnapshot> waiting = other.WaitForChangeAsync(0, _cancel);

        await Catalog.ApplyAsync(new PushArtifact(CatalogSamples.Artifact(ArtifactKind.BaseModel, "base")), _cancel);

        Assert.Equal("base", Assert.Single((await waiting).Artifacts).Name);
    }

    [Fact]
    public async Task Change_WithAllItsFields_IsReadByAnotherAsItWas()
    {
        ArtifactHash[] releases = await CatalogSamples.PushReleasesAsync(Catalog, 2, _cancel);
        var ungated = new Release(CatalogSamples.Hash("base")) { Note = "第一版 \"A\"\\B\n😀" };
        ArtifactHash unmeasured = (await Catalog.ApplyAsync(new PushRelease(ungated), _cancel)).Id!.Value;
        await Catalog.ApplyAsync(new Promote(Chat, 0, "李雷", "首发", releases[0]), _cancel);
        var canary = new Canary(unmeasured, 0.125m)
        {
            Tenants = [new TenantId("acme"), new TenantId("b.c_d")],
            Limits = new CanaryLimits { MaxErrorRate = null, MaxTtftRatio = 2.5m, MinRequests = 7, EnoughRequests = 8 },
        };
        await Catalog.ApplyAsync(new StartCanary(Chat, 1, "李雷", "试", canary) { Override = "试点" }, _cancel);
        await Catalog.ApplyAsync(new EndCanary(Chat, 2, "judge", "好", IsPromoted: true), _cancel);
        await Catalog.ApplyAsync(new RollBack(Chat, 3, "李雷", "退"), _cancel);

        CatalogSnapshot other = await (await OpenAsync()).RefreshAsync(_cancel);

        CatalogInvariants.AssertSame(Catalog.Current, other);
        Assert.Equal(ungated, other.FindRelease(unmeasured)!.Release);
        CatalogAlias alias = other.FindAlias(Chat)!;
        Assert.Equal(
            [AliasAction.Promote, AliasAction.CanaryStart, AliasAction.CanaryPromote, AliasAction.Rollback], alias.History.Select(entry => entry.Action));
        AliasEntry start = alias.Find(2)!;
        Assert.Equal((canary.Weight, canary.Limits, "试点", "李雷"), (start.Canary!.Weight, start.Canary.Limits, start.Override, start.Actor));
        Assert.Equal(canary.Tenants, start.Canary.Tenants);
        Assert.Equal(5, start.FailedGates.Length);
        Assert.Equal((releases[0], 1L), (alias.Target, alias.Current.Restores));
    }

    [Fact]
    public async Task Promote_SequenceThatIsOld_IsAConflictAndChangesNothing()
    {
        ArtifactHash[] releases = await CatalogSamples.PushReleasesAsync(Catalog, 2, _cancel);
        LoggedCatalog other = await OpenAsync();
        await Catalog.ApplyAsync(new Promote(Chat, 0, "a", "", releases[0]), _cancel);

        CatalogResult late = await other.ApplyAsync(new Promote(Chat, 0, "b", "", releases[1]), _cancel);

        Assert.Equal(CatalogStatus.Conflict, late.Status);
        Assert.Equal("a", late.Entry!.Actor);
        Assert.Equal(releases[0], (await Catalog.RefreshAsync(_cancel)).FindAlias(Chat)!.Target);
        Assert.Single(Catalog.Current.FindAlias(Chat)!.History);
    }

    [Fact]
    public async Task Promote_SameCallTwice_IsMadeOnce()
    {
        ArtifactHash[] releases = await CatalogSamples.PushReleasesAsync(Catalog, 1, _cancel);
        var promote = new Promote(Chat, 0, "a", "", releases[0]);
        await Catalog.ApplyAsync(promote, _cancel);

        CatalogResult again = await (await OpenAsync()).ApplyAsync(promote, _cancel);

        Assert.Equal((CatalogStatus.Done, 1L), (again.Status, again.Entry!.Sequence));
        Assert.Single((await Catalog.RefreshAsync(_cancel)).FindAlias(Chat)!.History);
    }

    [Fact]
    public async Task Promote_ManyAtOnce_OneWinsEachLine()
    {
        ArtifactHash[] releases = await CatalogSamples.PushReleasesAsync(Catalog, 8, _cancel);
        ICatalog[] processes = [Catalog, await OpenAsync(), await OpenAsync()];

        CatalogResult[] results = await Task.WhenAll(releases.Select(
            (release, i) => processes[i % processes.Length].ApplyAsync(new Promote(Chat, 0, $"actor{i}", "", release), _cancel)));

        CatalogResult won = Assert.Single(results, result => result.Status == CatalogStatus.Done);
        Assert.All(results, result => Assert.True(result == won || result.Status == CatalogStatus.Conflict));
        CatalogAlias alias = (await Catalog.RefreshAsync(_cancel)).FindAlias(Chat)!;
        Assert.Equal(won.Entry!.Actor, Assert.Single(alias.History).Actor);
    }

    [Fact]
    public async Task Log_AppendedAgain_StandsThereOnce()
    {
        ICatalogLog log = await OpenLogAsync();
        string first = CatalogChangeText.Format(new ArtifactPushed("r1", CatalogSamples.Artifact(ArtifactKind.BaseModel, "base")));
        string second = CatalogChangeText.Format(new ArtifactRemoved("r2", DateTimeOffset.UnixEpoch, CatalogSamples.Hash("base")));

        Assert.True(await log.AppendAsync(0, first, _cancel));
        Assert.True(await log.AppendAsync(0, first, _cancel));
        Assert.False(await log.AppendAsync(0, second, _cancel));
        Assert.False(await log.AppendAsync(2, second, _cancel));
        Assert.True(await log.AppendAsync(1, second, _cancel));

        Assert.Equal([first, second], await log.ReadAsync(0, 10, _cancel));
        Assert.Equal([second], await log.ReadAsync(1, 10, _cancel));
        Assert.Equal([first], await log.ReadAsync(0, 1, _cancel));
        Assert.Empty(await log.ReadAsync(5, 10, _cancel));
    }

    [Fact]
    public async Task Log_LongerThanAPage_IsReadWhole()
    {
        const int Count = 450;
        ICatalogLog log = await OpenLogAsync();
        for (int i = 0; i < Count; i++)
        {
            Artifact artifact = CatalogSamples.Artifact(ArtifactKind.ChatTemplate, $"t{i}");
            Assert.True(await log.AppendAsync(i, CatalogChangeText.Format(new ArtifactPushed($"r{i}", artifact)), _cancel));
        }

        CatalogSnapshot catalog = await (await OpenAsync()).RefreshAsync(_cancel);

        Assert.Equal(Enumerable.Range(0, Count).Select(i => $"t{i}"), catalog.Artifacts.Select(artifact => artifact.Name));
    }

    private protected async Task<LoggedCatalog> OpenAsync(ICatalogLog? log = null)
    {
        LoggedCatalog catalog = await LoggedCatalog.OpenAsync(log ?? await OpenLogAsync(), TimeProvider.System, _ => { }, _cancel);
        _open.Add(catalog);
        return catalog;
    }
}
