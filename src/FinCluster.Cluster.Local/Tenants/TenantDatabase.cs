namespace FinCluster.Cluster.Local.Tenants;

/// <summary>The tenant database. All members may be called from any thread.</summary>
internal sealed class TenantDatabase : IAsyncDisposable
{
    /// <summary>The name of the file in the data folder.</summary>
    public const string FileName = "tenants.db";

    private readonly SharedDatabase _database;

    private TenantDatabase(SharedDatabase database) => _database = database;

    /// <summary>Opens the database in a folder and creates it when it is not there.</summary>
    /// <exception cref="DataFolderException">The file cannot be used.</exception>
    public static async Task<TenantDatabase> OpenAsync(string folder, CancellationToken cancellationToken) =>
        new(await SharedDatabase.OpenAsync(folder, FileName, TenantSchema.Schema, cancellationToken));

    /// <summary>Runs <paramref name="work"/> on one state of the database.</summary>
    public Task<T> ReadAsync<T>(Func<TenantStatements, T> work, CancellationToken cancellationToken) =>
        _database.RunAsync((connection, transaction) => work(new TenantStatements(connection, transaction)), isRead: true, cancellationToken);

    /// <summary>Runs <paramref name="work"/> in one transaction: all of it is stored, or nothing when it throws.</summary>
    /// <remarks>Cancelling ends the wait for the turn; work that has begun is finished, so its outcome is always known.</remarks>
    public Task<T> WriteAsync<T>(Func<TenantStatements, T> work, CancellationToken cancellationToken) =>
        _database.RunAsync((connection, transaction) => work(new TenantStatements(connection, transaction)), isRead: false, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _database.DisposeAsync();
}
