using FinCluster.Core.Tenants;
using FinCluster.Testing;

namespace FinCluster.Cluster.Tests.Tenants;

/// <summary>What every <see cref="ITenantDirectory"/> must do. A backend inherits the class and says how to make a directory.</summary>
public abstract class TenantDirectoryConformanceTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);
    private static readonly TenantId Acme = new("acme");

    private static readonly TenantLimits Full = new()
    {
        RequestsPerSecond = 12.345m,
        TokensPerMinute = TenantLimits.MaxTokensPerMinute,
        ConcurrentStreams = 7,
        MonthlyTokens = TenantLimits.MaxMonthlyTokens,
        DefaultClass = SloClass.Batch,
        HighestClass = SloClass.Realtime,
        Weight = 1_000,
    };

    private readonly CancellationToken _cancel = TestTimeouts.Token;

    /// <summary>Gets the empty directory under test.</summary>
    protected ITenantDirectory Directory { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Directory = await CreateDirectoryAsync();

    public async ValueTask DisposeAsync()
    {
        await DisposeDirectoryAsync(Directory);
        GC.SuppressFinalize(this);
    }

    /// <summary>Makes a directory without tenants.</summary>
    protected abstract Task<ITenantDirectory> CreateDirectoryAsync();

    /// <summary>Opens what another process would use to see the same tenants; the test does not dispose it.</summary>
    protected abstract Task<ITenantDirectory> ConnectAsync();

    /// <summary>Ends the directory, and what was connected to it.</summary>
    protected abstract Task DisposeDirectoryAsync(ITenantDirectory directory);

    [Fact]
    public async Task State_NoTenant_SaysSo()
    {
        Assert.False((await Directory.GetStateAsync(_cancel)).HasTenants);
        Assert.Empty(await Directory.ListAsync(_cancel));
        Assert.Null(await Directory.FindAsync(Acme, _cancel));
        Assert.Empty(await Directory.ListKeysAsync(Acme, _cancel));
    }

    [Fact]
    public async Task Create_NewTenant_IsFoundWithAllItsLimits()
    {
        var tenant = new Tenant(Acme, Full, Now);

        Assert.True(await Directory.CreateAsync(tenant, _cancel));

        Assert.Equal(tenant, await Directory.FindAsync(Acme, _cancel));
        Assert.True((await Directory.GetStateAsync(_cancel)).HasTenants);
    }

    [Fact]
    public async Task Create_WithoutLimits_HasNone()
    {
        await Directory.CreateAsync(new Tenant(Acme, TenantLimits.None, Now), _cancel);

        Assert.Equal(TenantLimits.None, (await Directory.FindAsync(Acme, _cancel))!.Limits);
    }

    [Fact]
    public async Task Create_KnownId_ChangesNothing()
    {
        await AddTenantAsync(Full);

        Assert.False(await Directory.CreateAsync(new Tenant(Acme, TenantLimits.None, Now.AddDays(1)), _cancel));

        Assert.Equal(new Tenant(Acme, Full, Now), await Directory.FindAsync(Acme, _cancel));
    }

    [Fact]
    public async Task Create_LimitOutOfRange_IsRefused()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => AddTenantAsync(new TenantLimits { TokensPerMinute = 0 }));

        Assert.Empty(await Directory.ListAsync(_cancel));
    }

    [Fact]
    public async Task List_SeveralTenants_AreInTheOrderOfTheirIds()
    {
        foreach (string id in (string[])["b", "a", "C", "a.b", "a-b"])
        {
            await Directory.CreateAsync(new Tenant(new TenantId(id), TenantLimits.None, Now), _cancel);
        }

        Assert.Equal(["C", "a", "a-b", "a.b", "b"], (await Directory.ListAsync(_cancel)).Select(tenant => tenant.Id.Value));
    }

    [Fact]
    public async Task SetLimits_KnownTenant_ReplacesAllOfThem()
    {
        await AddTenantAsync(Full);
        var next = new TenantLimits { ConcurrentStreams = 3 };

        Assert.True(await Directory.SetLimitsAsync(Acme, next, _cancel));

        Assert.Equal(next, (await Directory.FindAsync(Acme, _cancel))!.Limits);
    }

    [Fact]
    public async Task SetLimits_UnknownTenant_IsFalse()
    {
        Assert.False(await Directory.SetLimitsAsync(Acme, Full, _cancel));
        Assert.False((await Directory.GetStateAsync(_cancel)).HasTenants);
    }

    [Fact]
    public async Task FindByKey_GoodKey_IsItsTenantWithTheLimitsOfNow()
    {
        await AddTenantAsync(TenantLimits.None);
        (string key, ApiKeyRecord record) = ApiKey.Create(Now);
        Assert.Equal(AddKeyStatus.Added, await Directory.AddKeyAsync(Acme, record, _cancel));
        await Directory.SetLimitsAsync(Acme, Full, _cancel);

        Assert.True(ApiKey.TryHash(key, out ApiKeyHash hash));
        Assert.Equal(new Tenant(Acme, Full, Now), await Directory.FindByKeyAsync(hash, _cancel));
    }

    [Fact]
    public async Task FindByKey_UnknownKey_IsNull()
    {
        await AddTenantAsync(TenantLimits.None);
        await Directory.AddKeyAsync(Acme, ApiKey.Create(Now).Record, _cancel);

        Assert.Null(await Directory.FindByKeyAsync(ApiKey.Create(Now).Record.Hash, _cancel));
    }

    [Fact]
    public async Task AddKey_UnknownTenant_IsNotStored()
    {
        ApiKeyRecord record = ApiKey.Create(Now).Record;

        Assert.Equal(AddKeyStatus.NotFound, await Directory.AddKeyAsync(Acme, record, _cancel));

        Assert.Null(await Directory.FindByKeyAsync(record.Hash, _cancel));
    }

    [Fact]
    public async Task AddKey_OneMoreThanATenantMayHave_IsTooMany()
    {
        await AddTenantAsync(TenantLimits.None);
        for (int i = 0; i < ITenantDirectory.MaxKeysPerTenant; i++)
        {
            Assert.Equal(AddKeyStatus.Added, await Directory.AddKeyAsync(Acme, ApiKey.Create(Now).Record, _cancel));
        }

        Assert.Equal(AddKeyStatus.TooMany, await Directory.AddKeyAsync(Acme, ApiKey.Create(Now).Record, _cancel));
        Assert.Equal(ITenantDirectory.MaxKeysPerTenant, (await Directory.ListKeysAsync(Acme, _cancel)).Count);
    }

    [Fact]
    public async Task RevokeKey_OneOfTwo_EndsOnlyThatOne()
    {
        await AddTenantAsync(TenantLimits.None);
        ApiKeyRecord first = ApiKey.Create(Now).Record;
        ApiKeyRecord second = ApiKey.Create(Now.AddSeconds(1)).Record;
        await Directory.AddKeyAsync(Acme, first, _cancel);
        await Directory.AddKeyAsync(Acme, second, _cancel);

        Assert.True(await Directory.RevokeKeyAsync(Acme, first.Id, Now.AddDays(1), _cancel));

        Assert.Null(await Directory.FindByKeyAsync(first.Hash, _cancel));
        Assert.NotNull(await Directory.FindByKeyAsync(second.Hash, _cancel));
        Assert.Equal([first with { RevokedAt = Now.AddDays(1) }, second], await Directory.ListKeysAsync(Acme, _cancel));
    }

    [Fact]
    public async Task RevokeKey_RevokedOrOfAnotherTenantOrUnknown_IsFalse()
    {
        await AddTenantAsync(TenantLimits.None);
        await Directory.CreateAsync(new Tenant(new TenantId("other"), TenantLimits.None, Now), _cancel);
        ApiKeyRecord key = ApiKey.Create(Now).Record;
        await Directory.AddKeyAsync(Acme, key, _cancel);

        Assert.False(await Directory.RevokeKeyAsync(new TenantId("other"), key.Id, Now, _cancel));
        Assert.NotNull(await Directory.FindByKeyAsync(key.Hash, _cancel));
        Assert.True(await Directory.RevokeKeyAsync(Acme, key.Id, Now, _cancel));
        Assert.False(await Directory.RevokeKeyAsync(Acme, key.Id, Now.AddDays(1), _cancel));
        Assert.False(await Directory.RevokeKeyAsync(Acme, "key_nobody", Now, _cancel));
        Assert.Equal(Now, Assert.Single(await Directory.ListKeysAsync(Acme, _cancel)).RevokedAt);
    }

    [Fact]
    public async Task State_EveryChange_RaisesTheVersionAndNothingElseDoes()
    {
        ApiKeyRecord key = ApiKey.Create(Now).Record;
        Func<Task>[] changes =
        [
            () => AddTenantAsync(TenantLimits.None),
            () => Directory.AddKeyAsync(Acme, key, _cancel),
            () => Directory.SetLimitsAsync(Acme, Full, _cancel),
            () => Directory.RevokeKeyAsync(Acme, key.Id, Now, _cancel),
        ];
        foreach (Func<Task> change in changes)
        {
            long before = (await Directory.GetStateAsync(_cancel)).Version;
            await change();

            Assert.True((await Directory.GetStateAsync(_cancel)).Version > before);
        }

        long last = (await Directory.GetStateAsync(_cancel)).Version;
        await Directory.SetLimitsAsync(new TenantId("nobody"), Full, _cancel);
        await Directory.ListAsync(_cancel);
        Assert.Equal(last, (await Directory.GetStateAsync(_cancel)).Version);
    }

    [Fact]
    public async Task AnyChange_ByAnotherProcess_IsSeen()
    {
        ITenantDirectory other = await ConnectAsync();
        DirectoryState before = await Directory.GetStateAsync(_cancel);
        ApiKeyRecord key = ApiKey.Create(Now).Record;

        await other.CreateAsync(new Tenant(Acme, Full, Now), _cancel);
        await other.AddKeyAsync(Acme, key, _cancel);

        DirectoryState after = await Directory.GetStateAsync(_cancel);
        Assert.True(after.HasTenants && after.Version > before.Version);
        Assert.Equal(Acme, (await Directory.FindByKeyAsync(key.Hash, _cancel))!.Id);
        await other.RevokeKeyAsync(Acme, key.Id, Now, _cancel);
        Assert.Null(await Directory.FindByKeyAsync(key.Hash, _cancel));
    }

    [Fact]
    public async Task Create_OneIdByManyAtOnce_IsDoneOnce()
    {
        bool[] created = await Task.WhenAll(Enumerable.Range(0, 16).Select(
            _ => Task.Run(() => Directory.CreateAsync(new Tenant(Acme, TenantLimits.None, Now), _cancel), _cancel)));

        Assert.Single(created, done => done);
    }

    [Fact]
    public async Task EveryChange_Cancelled_ChangesNothing()
    {
        await AddTenantAsync(Full);
        ApiKeyRecord key = ApiKey.Create(Now).Record;
        await Directory.AddKeyAsync(Acme, key, _cancel);
        long before = (await Directory.GetStateAsync(_cancel)).Version;
        var cancelled = new CancellationToken(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Directory.SetLimitsAsync(Acme, TenantLimits.None, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Directory.RevokeKeyAsync(Acme, key.Id, Now, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Directory.GetStateAsync(cancelled));

        Assert.Equal(before, (await Directory.GetStateAsync(_cancel)).Version);
        Assert.NotNull(await Directory.FindByKeyAsync(key.Hash, _cancel));
    }

    private Task<bool> AddTenantAsync(TenantLimits limits) => Directory.CreateAsync(new Tenant(Acme, limits, Now), _cancel);
}
