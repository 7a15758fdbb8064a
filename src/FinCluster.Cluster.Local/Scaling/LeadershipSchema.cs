namespace FinCluster.Cluster.Local.Scaling;

/// <summary>The table of the database of roles: what outlives the process of a leader.</summary>
internal static class LeadershipSchema
{
    /// <summary>The name of the file in the data folder.</summary>
    public const string FileName = "roles.db";

    // "FinR": marks the file as ours.
    private const int ApplicationId = 0x46696E52;

    /// <summary>Gets the schema.</summary>
    public static SharedSchema Schema { get; } = new(
        ApplicationId,
        [
            """
            CREATE TABLE roles (
                role  TEXT    PRIMARY KEY,
                token INTEGER NOT NULL, -- the fencing token of the newest term
                note  TEXT              -- null for nothing
            ) STRICT;
            """,
        ]);
}
