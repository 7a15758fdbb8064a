using FinCluster.Cluster.Local;
using FinCluster.Cluster.Local.Scaling;
using FinCluster.Core.Scaling.Demand;
using FinCluster.Core.Scaling.Leadership;
using FinCluster.Testing;
using Microsoft.Data.Sqlite;

namespace FinCluster.Cluster.Tests.Scaling;

public sealed class SqliteLeadershipConformanceTests : LeadershipConformanceTests
{
    private readonly TemporaryFolder _temporary = new();
    private readonly ManualTimeProvider _time = new();
    private LocalDataFolder? _folder;
    private SqliteLeadership? _leadership;

    // One process has the folder.
    protected override async Task<ILeadership> ConnectAsync()
    {
        _folder ??= LocalDataFolder.Open(_temporary.Path);
        return _leadership ??= await SqliteLeadership.OpenAsync(_folder, _time, TestTimeouts.Token);
    }

    protected override Task PassAsync(TimeSpan time)
    {
        _time.Advance(time);
        return Task.CompletedTask;
    }

    protected override async Task DisposeAllAsync()
    {
        await (_leadership?.DisposeAsync() ?? ValueTask.CompletedTask);
        _folder?.Dispose();
        _temporary.Dispose();
    }
}

public sealed class LocalDemandConformanceTests : DemandConformanceTests
{
    private readonly ManualTimeProvider _time = new();
    private LocalDemandBoard? _board;

    protected override Task<IDemandBoard> ConnectAsync() => Task.FromResult<IDemandBoard>(_board ??= new LocalDemandBoard(_time));

    protected override Task PassAsync(TimeSpan time)
    {
        _time.Advance(time);
        return Task.CompletedTask;
    }

    protected override Task DisposeAllAsync() => Task.CompletedTask;
}

public sealed class SqliteLeadershipTests : IDisposable
{
    private const string Role = "scaler";

    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private readonly CancellationToken _cancel = TestTimeouts.Token;
    private readonly TemporaryFolder _temporary = new();
    private readonly LocalDataFolder _folder;

    public SqliteLeadershipTests() => _folder = LocalDataFolder.Open(_temporary.Path);

    public void Dispose()
    {
        _folder.Dispose();
        _temporary.Dispose();
    }

    [Fact]
    public async Task Leadership_OpenedAgain_KeepsTokenAndNoteAndNobodyLeads()
    {
        LeadershipTerm before;
        await using (SqliteLeadership first = await OpenAsync())
        {
            before = (await first.CampaignAsync(Role, "a", Lifetime, _cancel))!;
            Assert.True(await first.WriteAsync(before, "noted", _cancel));
        }

        await using SqliteLeadership second = await OpenAsync();

        Assert.Equal(new LeadershipRecord(null, 1, "noted"), await second.ReadAsync(Role, _cancel));
        Assert.False(await second.WriteAsync(before, "late", _cancel));
        Assert.Equal(2, (await second.CampaignAsync(Role, "b", Lifetime, _cancel))!.FencingToken);
    }

    [Fact]
    public async Task Campaign_DiskFails_NobodyLeads()
    {
        await using SqliteLeadership leadership = await OpenAsync();
        Execute("CREATE TRIGGER no BEFORE INSERT ON roles BEGIN SELECT RAISE(ABORT, 'no'); END");

        await Assert.ThrowsAsync<DataFolderException>(async () => await leadership.CampaignAsync(Role, "a", Lifetime, _cancel));

        Assert.Equal(new LeadershipRecord(null, 0, null), await leadership.ReadAsync(Role, _cancel));
        Execute("DROP TRIGGER no");
        Assert.Equal(1, (await leadership.CampaignAsync(Role, "b", Lifetime, _cancel))!.FencingToken);
    }

    private Task<SqliteLeadership> OpenAsync() => SqliteLeadership.OpenAsync(_folder, TimeProvider.System, _cancel);

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(_folder.Path, "roles.db")};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
