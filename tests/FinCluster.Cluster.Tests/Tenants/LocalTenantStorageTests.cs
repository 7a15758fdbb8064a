using System.Text;
using FinCluster.Cluster.Local;
using FinCluster.Cluster.Local.Tenants;
using FinCluster.Core.Tenants;
using FinCluster.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace FinCluster.Cluster.Tests.Tenants;

/// <summary>What a restart finds, and what a thief of the file does not.</summary>
public sealed class LocalTenantStorageTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);
    private static readonly TenantId Acme = new("acme");

    private readonly CancellationToken _cancel = TestTimeouts.Token;
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task Directory_Reopened_HasItsTenantsAndKeys()
    {
        (string key, ApiKeyRecord record) = ApiKey.Create(Now);
        var tenant = new Tenant(Acme, new TenantLimits { RequestsPerSecond = 0.5m }, Now);
        await using (SqliteTenantDirectory first = await SqliteTenantDirectory.OpenAsync(_folder.Path, _cancel))
        {
            await first.CreateAsync(tenant, _cancel);
            await first.AddKeyAsync(Acme, record, _cancel);
        }

        await using SqliteTenantDirectory second = await SqliteTenantDirectory.OpenAsync(_folder.Path, _cancel);

        Assert.Equal(tenant, await second.FindByKeyAsync(record.Hash, _cancel));
        foreach (string file in Directory.EnumerateFiles(_folder.Path))
        {
            Assert.DoesNotContain(key[ApiKey.Prefix.Length..], Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file, _cancel)), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Directory_FileOfAnotherProgram_IsRefused()
    {
        await File.WriteAllTextAsync(_folder.File("tenants.db"), new string('x', 5_000), _cancel);

        DataFolderException error = await Assert.ThrowsAsync<DataFolderException>(() => SqliteTenantDirectory.OpenAsync(_folder.Path, _cancel));

        Assert.Equal(DataFolderProblem.Corrupt, error.Problem);
    }

    [Fact]
    public async Task Ledger_Reopened_KnowsTheMonthAndWhatRenewalsSaid()
    {
        await using (LocalTenantLedgerScope first = await OpenLedgerAsync())
        {
            Reservation settled = await first.ReserveAsync(100);
            await first.Ledger.SettleAsync(settled, 30, _cancel);
            await first.Ledger.RenewAsync(await first.ReserveAsync(100), 12, _cancel);
            Assert.Equal(130, await first.MonthTokensAsync());
        }

        await using LocalTenantLedgerScope second = await OpenLedgerAsync();

        Assert.Equal(42, await second.MonthTokensAsync());
    }

    [Fact]
    public async Task Ledger_ASecondAfterASettlement_HasStoredIt()
    {
        await using LocalTenantLedgerScope scope = await OpenLedgerAsync();
        await scope.Ledger.SettleAsync(await scope.ReserveAsync(100), 30, _cancel);
        await using SqliteTenantDirectory reader = await SqliteTenantDirectory.OpenAsync(_folder.Path, _cancel);

        _time.Advance(TimeSpan.FromSeconds(1));

        await Eventually.IsTrueAsync(async () =>
            (await reader.ReadSpendAsync(LedgerTime.MonthOf(_time.GetUtcNow()), _cancel)).GetValueOrDefault(Acme) == 30);
    }

    [Fact]
    public async Task Ledger_NextMonth_BeginsAtZero()
    {
        await using (LocalTenantLedgerScope first = await OpenLedgerAsync())
        {
            await first.Ledger.SettleAsync(await first.ReserveAsync(100), 30, _cancel);
            _time.Advance(TimeSpan.FromDays(31));
            Assert.Equal(0, await first.MonthTokensAsync());
        }

        await using LocalTenantLedgerScope second = await OpenLedgerAsync();
        Assert.Equal(0, await second.MonthTokensAsync());
    }

    public void Dispose() => _folder.Dispose();

    private async Task<LocalTenantLedgerScope> OpenLedgerAsync()
    {
        var folder = LocalDataFolder.Open(_folder.Path);
        return new LocalTenantLedgerScope(folder, await LocalTenantLedger.OpenAsync(folder, _time, NullLogger.Instance, _cancel));
    }

    private sealed class LocalTenantLedgerScope(LocalDataFolder folder, LocalTenantLedger ledger) : IAsyncDisposable
    {
        public LocalTenantLedger Ledger => ledger;

        public async Task<Reservation> ReserveAsync(long tokens)
        {
            var reservation = new Reservation(ReservationId.New(), Acme, TenantLimits.None, tokens, TimeSpan.FromMinutes(1));
            Assert.True((await ledger.ReserveAsync(reservation, TestTimeouts.Token)).IsAdmitted);
            return reservation;
        }

        public async Task<long> MonthTokensAsync() => (await ledger.GetUsageAsync(Acme, TenantLimits.None, TestTimeouts.Token)).MonthTokens;

        public async ValueTask DisposeAsync()
        {
            await ledger.DisposeAsync();
            folder.Dispose();
        }
    }
}
