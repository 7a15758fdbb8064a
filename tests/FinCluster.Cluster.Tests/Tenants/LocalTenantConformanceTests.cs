using FinCluster.Cluster.Local;
using FinCluster.Cluster.Local.Tenants;
using FinCluster.Core.Tenants;
using FinCluster.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace FinCluster.Cluster.Tests.Tenants;

public sealed class SqliteTenantDirectoryConformanceTests : TenantDirectoryConformanceTests
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<SqliteTenantDirectory> _open = [];

    protected override async Task<ITenantDirectory> CreateDirectoryAsync() => await ConnectAsync();

    protected override async Task<ITenantDirectory> ConnectAsync()
    {
        _open.Add(await SqliteTenantDirectory.OpenAsync(_folder.Path, TestTimeouts.Token));
        return _open[^1];
    }

    protected override async Task DisposeDirectoryAsync(ITenantDirectory directory)
    {
        foreach (SqliteTenantDirectory open in _open)
        {
            await open.DisposeAsync();
        }

        _folder.Dispose();
    }
}

public sealed class LocalTenantLedgerConformanceTests : TenantLedgerConformanceTests
{
    private readonly TemporaryFolder _temporary = new();
    private readonly ManualTimeProvider _time = new();
    private LocalDataFolder? _folder;

    protected override async Task<ITenantLedger> CreateLedgerAsync()
    {
        _folder = LocalDataFolder.Open(_temporary.Path);
        return await LocalTenantLedger.OpenAsync(_folder, _time, NullLogger.Instance, TestTimeouts.Token);
    }

    protected override Task PassAsync(TimeSpan time)
    {
        _time.Advance(time);
        return Task.CompletedTask;
    }

    protected override async Task DisposeLedgerAsync(ITenantLedger ledger)
    {
        await ((LocalTenantLedger)ledger).DisposeAsync();
        _folder!.Dispose();
        _temporary.Dispose();
    }
}
