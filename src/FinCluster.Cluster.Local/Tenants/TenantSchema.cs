namespace FinCluster.Cluster.Local.Tenants;

/// <summary>The tables of the tenant database.</summary>
internal static class TenantSchema
{
    // "FinT": marks the file as ours.
    private const int ApplicationId = 0x46696E54;

    // Entry i leads from schema i to i + 1. A released entry is never edited; a change is a new entry.
    private static readonly string[] Migrations =
    [
        """
        CREATE TABLE tenants (
            id                  TEXT    PRIMARY KEY,
            created_at          INTEGER NOT NULL, -- 100 ns since 0001-01-01 UTC
            requests_per_1000_s INTEGER,          -- null for no limit, as in the next three
            tokens_per_minute   INTEGER,
            concurrent_streams  INTEGER,
            monthly_tokens      INTEGER,
            default_class       INTEGER NOT NULL,
            highest_class       INTEGER NOT NULL,
            weight              INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE api_keys (
            hash       TEXT    PRIMARY KEY, -- SHA-256 of the key, lower-case hex
            id         TEXT    NOT NULL UNIQUE,
            tenant     TEXT    NOT NULL REFERENCES tenants (id),
            created_at INTEGER NOT NULL,
            revoked_at INTEGER              -- null while the key is good
        ) STRICT;
        CREATE INDEX api_keys_of_tenant ON api_keys (tenant, created_at);
        CREATE TABLE spend (
            tenant TEXT    NOT NULL, -- no reference: a tenant that is served may be defined elsewhere
            month  INTEGER NOT NULL, -- year * 100 + month
            tokens INTEGER NOT NULL,
            PRIMARY KEY (tenant, month)
        ) STRICT;
        CREATE TABLE directory (version INTEGER NOT NULL) STRICT;
        INSERT INTO directory (version) VALUES (0);
        """,
    ];

    /// <summary>Gets the schema.</summary>
    public static SharedSchema Schema { get; } = new(ApplicationId, Migrations);
}
