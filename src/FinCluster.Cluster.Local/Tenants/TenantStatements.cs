using FinCluster.Core.Tenants;
using Microsoft.Data.Sqlite;

namespace FinCluster.Cluster.Local.Tenants;

/// <summary>What is said to the tenant database within one transaction.</summary>
internal sealed class TenantStatements(SqliteConnection connection, SqliteTransaction transaction)
{
    private const string TenantColumns =
        """
        tenants.id, tenants.created_at, requests_per_1000_s, tokens_per_minute, concurrent_streams, monthly_tokens,
        default_class, highest_class, weight
        """;

    public DirectoryState State()
    {
        using SqliteCommand command = Command("SELECT version, EXISTS (SELECT 1 FROM tenants) FROM directory");
        using SqliteDataReader row = command.ExecuteReader();
        return row.Read()
            ? new DirectoryState(row.GetInt64(0), row.GetBoolean(1))
            : throw new SqliteException("The table 'directory' is empty", SQLitePCL.raw.SQLITE_CORRUPT);
    }

    /// <summary>Raises the version if <paramref name="changed"/> says so, and returns that.</summary>
    public bool Bump(bool changed)
    {
        if (changed)
        {
            Execute("UPDATE directory SET version = version + 1");
        }

        return changed;
    }

    public bool Insert(Tenant tenant) => Execute(
        """
        INSERT INTO tenants VALUES ($id, $at, $requests, $tokens, $streams, $month, $default, $highest, $weight) ON CONFLICT DO NOTHING
        """,
        [("$id", tenant.Id.Value), ("$at", tenant.CreatedAt.UtcTicks), .. Values(tenant.Limits)]);

    public bool SetLimits(TenantId tenant, TenantLimits limits) => Execute(
        """
        UPDATE tenants SET requests_per_1000_s = $requests, tokens_per_minute = $tokens, concurrent_streams = $streams,
            monthly_tokens = $month, default_class = $default, highest_class = $highest, weight = $weight
        WHERE id = $id
        """,
        [("$id", tenant.Value), .. Values(limits)]);

    public Tenant? Find(TenantId tenant) =>
        Read($"SELECT {TenantColumns} FROM tenants WHERE id = $id", ToTenant, ("$id", tenant.Value)).FirstOrDefault();

    public Tenant? FindByKey(ApiKeyHash hash) => Read(
        $"SELECT {TenantColumns} FROM api_keys JOIN tenants ON tenants.id = tenant WHERE hash = $hash AND revoked_at IS NULL",
        ToTenant,
        ("$hash", hash.Value)).FirstOrDefault();

    public List<Tenant> List() => Read($"SELECT {TenantColumns} FROM tenants ORDER BY id", ToTenant);

    public void InsertKey(TenantId tenant, ApiKeyRecord key) => Execute(
        "INSERT INTO api_keys VALUES ($hash, $id, $tenant, $at, $revoked)",
        [
            ("$hash", key.Hash.Value), ("$id", key.Id), ("$tenant", tenant.Value), ("$at", key.CreatedAt.UtcTicks),
            ("$revoked", key.RevokedAt?.UtcTicks),
        ]);

    public List<ApiKeyRecord> ListKeys(TenantId tenant) => Read(
        "SELECT id, hash, created_at, revoked_at FROM api_keys WHERE tenant = $tenant ORDER BY created_at, rowid",
        row => new ApiKeyRecord(
            row.GetString(0), new ApiKeyHash(row.GetString(1)), Time(row.GetInt64(2)), row.IsDBNull(3) ? null : Time(row.GetInt64(3))),
        ("$tenant", tenant.Value));

    public bool RevokeKey(TenantId tenant, string id, DateTimeOffset now) => Execute(
        "UPDATE api_keys SET revoked_at = $now WHERE tenant = $tenant AND id = $id AND revoked_at IS NULL",
        [("$now", now.UtcTicks), ("$tenant", tenant.Value), ("$id", id)]);

    public List<(TenantId Tenant, long Tokens)> ReadSpend(int month) => Read(
        "SELECT tenant, tokens FROM spend WHERE month = $month",
        row => (new TenantId(row.GetString(0)), row.GetInt64(1)),
        ("$month", month));

    public void WriteSpend(TenantId tenant, int month, long tokens) => Execute(
        "INSERT INTO spend VALUES ($tenant, $month, $tokens) ON CONFLICT DO UPDATE SET tokens = excluded.tokens",
        [("$tenant", tenant.Value), ("$month", month), ("$tokens", tokens)]);

    private static (string, object?)[] Values(TenantLimits limits) =>
    [
        ("$requests", (long?)(limits.RequestsPerSecond * 1_000)), ("$tokens", limits.TokensPerMinute), ("$streams", limits.ConcurrentStreams),
        ("$month", limits.MonthlyTokens), ("$default", (int)limits.DefaultClass), ("$highest", (int)limits.HighestClass), ("$weight", limits.Weight),
    ];

    private static Tenant ToTenant(SqliteDataReader row) => new(
        new TenantId(row.GetString(0)),
        new TenantLimits
        {
            RequestsPerSecond = row.IsDBNull(2) ? null : row.GetInt64(2) / 1_000m,
            TokensPerMinute = row.IsDBNull(3) ? null : row.GetInt64(3),
            ConcurrentStreams = row.IsDBNull(4) ? null : row.GetInt32(4),
            MonthlyTokens = row.IsDBNull(5) ? null : row.GetInt64(5),
            DefaultClass = (SloClass)row.GetInt32(6),
            HighestClass = (SloClass)row.GetInt32(7),
            Weight = row.GetInt32(8),
        },
        Time(row.GetInt64(1)));

    private static DateTimeOffset Time(long ticks) => new(ticks, TimeSpan.Zero);

    private bool Execute(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using SqliteCommand command = Command(sql, parameters);
        return command.ExecuteNonQuery() > 0;
    }

    private List<T> Read<T>(string sql, Func<SqliteDataReader, T> convert, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using SqliteCommand command = Command(sql, parameters);
        using SqliteDataReader rows = command.ExecuteReader();
        var result = new List<T>();
        while (rows.Read())
        {
            result.Add(convert(rows));
        }

        return result;
    }

    private SqliteCommand Command(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        SqliteCommand command = connection.CreateCommand();
        (command.CommandText, command.Transaction) = (sql, transaction);
        foreach ((string name, object? value) in parameters)
        {
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        }

        return command;
    }
}
