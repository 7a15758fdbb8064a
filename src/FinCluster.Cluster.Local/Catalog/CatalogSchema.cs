namespace FinCluster.Cluster.Local.Catalog;

/// <summary>The table of the catalog database: a log, which the database itself lets nobody rewrite.</summary>
internal static class CatalogSchema
{
    /// <summary>The name of the file in the data folder.</summary>
    public const string FileName = "catalog.db";

    // "FinC": marks the file as ours.
    private const int ApplicationId = 0x46696E43;

    /// <summary>Gets the schema.</summary>
    public static SharedSchema Schema { get; } = new(
        ApplicationId,
        [
            """
            CREATE TABLE changes (
                version INTEGER PRIMARY KEY, -- 1, 2, 3, ...
                body    TEXT    NOT NULL     -- JSON
            ) STRICT;
            CREATE TRIGGER changes_are_not_edited BEFORE UPDATE ON changes BEGIN SELECT RAISE(ABORT, 'the catalog is append-only'); END;
            CREATE TRIGGER changes_are_not_deleted BEFORE DELETE ON changes BEGIN SELECT RAISE(ABORT, 'the catalog is append-only'); END;
            """,
        ]);
}
