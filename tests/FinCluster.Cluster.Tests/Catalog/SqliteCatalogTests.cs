using FinCluster.Cluster.Local;
using FinCluster.Cluster.Local.Catalog;
using FinCluster.Core.Catalog;
using FinCluster.Core.Errors;
using FinCluster.Testing;
using FinCluster.Testing.Catalog;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace FinCluster.Cluster.Tests.Catalog;

public sealed class SqliteCatalogConformanceTests : CatalogConformanceTests
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<SqliteCatalogLog> _logs = [];

    protected override async Task<ICatalogLog> OpenLogAsync()
    {
        _logs.Add(await SqliteCatalogLog.OpenAsync(_folder.Path, TimeProvider.System, TestTimeouts.Token));
        return _logs[^1];
    }

    protected override async Task DisposeLogsAsync()
    {
        foreach (SqliteCatalogLog log in _logs)
        {
            await log.DisposeAsync();
        }

        _folder.Dispose();
    }
}

public sealed class SqliteCatalogTests : IDisposable
{
    private readonly CancellationToken _cancel = TestTimeouts.Token;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Catalog_OpenedAgain_HasWhatWasDone()
    {
        CatalogSnapshot before;
        await using (LocalCatalog first = await OpenAsync())
        {
            ArtifactHash[] releases = await CatalogSamples.PushReleasesAsync(first.Port, 2, _cancel);
            await first.Port.ApplyAsync(new Promote("fin-chat", 0, "a", "", releases[0]), _cancel);
            before = first.Port.Current;
        }

        await using LocalCatalog second = await OpenAsync();

        CatalogInvariants.AssertSame(before, second.Port.Current);
    }

    [Theory]
    [InlineData("UPDATE changes SET body = 'x'")]
    [InlineData("DELETE FROM changes")]
    public async Task File_SomebodyRewritesTheLog_IsRefused(string sql)
    {
        await using (LocalCatalog catalog = await OpenAsync())
        {
            await CatalogSamples.PushReleasesAsync(catalog.Port, 1, _cancel);
        }

        SqliteException error = Assert.Throws<SqliteException>(() => Execute(sql));

        Assert.Contains("append-only", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_ThatLostWhatAProcessKnows_IsNotGoneOnWith()
    {
        await using LocalCatalog catalog = await OpenAsync();
        ArtifactHash[] releases = await CatalogSamples.PushReleasesAsync(catalog.Port, 1, _cancel);
        Execute("DROP TRIGGER changes_are_not_deleted; DELETE FROM changes WHERE version > 1");

        ControlPlaneUnavailableException error = await Assert.ThrowsAsync<ControlPlaneUnavailableException>(
            () => catalog.Port.ApplyAsync(new Promote("fin-chat", 0, "a", "", releases[0]), _cancel));

        Assert.Contains("has lost changes of the catalog", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, catalog.Port.Current.Version);
    }

    [Fact]
    public async Task File_OfAnotherProduct_IsRefused()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "catalog.db"), "no database at all, but long enough", _cancel);

        DataFolderException error = await Assert.ThrowsAsync<DataFolderException>(OpenAsync);

        Assert.Equal(DataFolderProblem.Corrupt, error.Problem);
    }

    private Task<LocalCatalog> OpenAsync() => LocalCatalog.OpenAsync(_folder.Path, TimeProvider.System, NullLogger.Instance, _cancel);

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(_folder.Path, "catalog.db")};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
