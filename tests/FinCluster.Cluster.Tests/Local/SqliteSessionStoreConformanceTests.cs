using FinCluster.Cluster.Local;
using FinCluster.Cluster.Tests.Conformance;
using FinCluster.Core.Sessions;
using FinCluster.Testing;

namespace FinCluster.Cluster.Tests.Local;

public sealed class SqliteSessionStoreConformanceTests : SessionStoreConformanceTests
{
    private readonly TemporaryFolder _temporary = new();
    private readonly ManualTimeProvider _time = new();
    private LocalDataFolder? _folder;

    protected override async Task<ISessionStore> CreateStoreAsync()
    {
        _folder = LocalDataFolder.Open(_temporary.Path);
        return await SqliteSessionStore.OpenAsync(_folder, _time, TestTimeouts.Token);
    }

    protected override async Task DisposeStoreAsync(ISessionStore store)
    {
        await ((SqliteSessionStore)store).DisposeAsync();
        _folder!.Dispose();
        _temporary.Dispose();
    }

    protected override Task ExpireLeasesAsync(TimeSpan duration)
    {
        _time.Advance(duration);
        return Task.CompletedTask;
    }
}
