namespace FinCluster.Cluster.Local.Reviews;

/// <summary>The tables of the review database.</summary>
internal static class ReviewSchema
{
    /// <summary>The name of the file in the data folder.</summary>
    public const string FileName = "reviews.db";

    // "FinV": marks the file as ours.
    private const int ApplicationId = 0x46696E56;

    /// <summary>Gets the schema.</summary>
    public static SharedSchema Schema { get; } = new(
        ApplicationId,
        [
            """
            CREATE TABLE reviews (
                arrival    INTEGER PRIMARY KEY AUTOINCREMENT, -- the order in which items came; no number comes twice
                id         TEXT    NOT NULL UNIQUE,
                tenant     TEXT    NOT NULL,
                request    TEXT    NOT NULL,
                session    TEXT,
                created_at INTEGER NOT NULL, -- 100 ns since 0001-01-01 UTC
                reason     TEXT    NOT NULL,
                category   TEXT,
                question   TEXT    NOT NULL,
                answer     TEXT    NOT NULL,
                model      TEXT,
                release    TEXT,
                comment    TEXT,
                drops_last INTEGER NOT NULL, -- 0 for what makes room before others
                status     TEXT    NOT NULL,
                correction TEXT,
                reviewer   TEXT,
                note       TEXT,
                decided_at INTEGER
            ) STRICT;
            CREATE INDEX reviews_of_status ON reviews (status, arrival);
            CREATE INDEX reviews_of_tenant ON reviews (tenant, arrival);
            CREATE INDEX reviews_of_tenant_and_status ON reviews (tenant, status, arrival);
            CREATE INDEX open_reviews ON reviews (drops_last, arrival) WHERE status = 'open';
            CREATE TABLE counts (name TEXT PRIMARY KEY, number INTEGER NOT NULL) STRICT; -- of each status, and 'dropped'
            """,
        ]);
}
