using System.Text;
using FinCluster.Core.Compliance.Guard;
using FinCluster.Core.Compliance.Review;
using FinCluster.Core.Sessions;
using FinCluster.Core.Tenants;
using FinCluster.Core.Text;
using Microsoft.Data.Sqlite;

namespace FinCluster.Cluster.Local.Reviews;

/// <summary>What is said to the review database within one transaction.</summary>
internal sealed class ReviewStatements(SqliteConnection connection, SqliteTransaction transaction)
{
    /// <summary>The name of the count of items that had to go undecided.</summary>
    public const string Dropped = "dropped";

    private const string Columns =
        """
        id, tenant, request, session, created_at, reason, category, question, answer, model, release, comment,
        status, correction, reviewer, note, decided_at, arrival
        """;

    // Of Columns.
    private const int Status = 12;
    private const int Arrival = 17;

    private static readonly string Open = EnumNames<ReviewStatus>.Format(ReviewStatus.Open);

    /// <summary>Adds an item; false when its id is there.</summary>
    public bool Insert(ReviewItem item) => Execute(
        """
        INSERT INTO reviews (id, tenant, request, session, created_at, reason, category, question, answer, model, release, comment, drops_last, status)
        VALUES ($id, $tenant, $request, $session, $at, $reason, $category, $question, $answer, $model, $release, $comment, $last, $status)
        ON CONFLICT (id) DO NOTHING
        """,
        [
            ("$id", item.Id.Value), ("$tenant", item.Tenant.Value), ("$request", item.RequestId), ("$session", item.Session?.Value),
            ("$at", item.CreatedAt.UtcTicks), ("$reason", EnumNames<ReviewReason>.Format(item.Reason)),
            ("$category", item.Category is { } category ? EnumNames<GuardCategory>.Format(category) : null),
            ("$question", item.Question), ("$answer", item.Answer), ("$model", item.Model), ("$release", item.Release),
            ("$comment", item.Comment), ("$last", !ReviewRules.IsSpare(item.Reason)), ("$status", Open),
        ]);

    /// <summary>Writes a decision down if the item is open; false when it is not, or is not there.</summary>
    public bool Decide(ReviewId id, ReviewDecision decision) => Execute(
        """
        UPDATE reviews SET status = $status, correction = $correction, reviewer = $reviewer, note = $note, decided_at = $at
        WHERE id = $id AND status = 'open'
        """,
        [
            ("$id", id.Value), ("$status", EnumNames<ReviewStatus>.Format(decision.Status)), ("$correction", decision.Correction),
            ("$reviewer", decision.Reviewer), ("$note", decision.Note), ("$at", decision.DecidedAt.UtcTicks),
        ]);

    /// <summary>Deletes the open item that goes first.</summary>
    /// <remarks>Its index is named: SQLite would take that of the status, and sort all open items for each that is added to a full queue.</remarks>
    public void Drop() => Execute(
        """
        DELETE FROM reviews WHERE arrival = (
            SELECT arrival FROM reviews INDEXED BY open_reviews WHERE status = 'open' ORDER BY drops_last, arrival LIMIT 1)
        """);

    public bool Exists(ReviewId id)
    {
        using SqliteCommand command = Command("SELECT EXISTS (SELECT 1 FROM reviews WHERE id = $id)", ("$id", id.Value));
        return (long)command.ExecuteScalar()! > 0;
    }

    public ReviewItem? Find(ReviewId id)
    {
        using SqliteCommand command = Command($"SELECT {Columns} FROM reviews WHERE id = $id", ("$id", id.Value));
        using SqliteDataReader row = command.ExecuteReader();
        return row.Read() ? ToItem(row) : null;
    }

    /// <summary>Reads the items before a place, the last first, until the page is full.</summary>
    public ReviewPage List(ReviewStatus? status, TenantId? tenant, int pageSize, long before)
    {
        var where = new StringBuilder("arrival < $before");
        List<(string, object?)> values = [("$before", before)];
        if (status is { } wanted)
        {
            where.Append(" AND status = $status");
            values.Add(("$status", EnumNames<ReviewStatus>.Format(wanted)));
        }

        if (tenant is { } owner)
        {
            where.Append(" AND tenant = $tenant");
            values.Add(("$tenant", owner.Value));
        }

        using SqliteCommand command = Command($"SELECT {Columns} FROM reviews WHERE {where} ORDER BY arrival DESC", [.. values]);
        using SqliteDataReader row = command.ExecuteReader();
        var items = new List<ReviewItem>();
        long bytes = 0, last = 0;
        while (row.Read())
        {
            // There is one item more than the page holds.
            if (items.Count == pageSize || bytes >= ReviewRules.MaxPageBytes)
            {
                return new ReviewPage(items, ReviewCursor.Encode(last));
            }

            ReviewItem item = ToItem(row);
            items.Add(item);
            bytes += BytesOf(item.Question) + BytesOf(item.Answer) + BytesOf(item.Comment) + BytesOf(item.Decision?.Correction) + BytesOf(item.Decision?.Note);
            last = row.GetInt64(Arrival);
        }

        return new ReviewPage(items, null);
    }

    /// <summary>Changes a count, and gives what it is now.</summary>
    public long Count(string name, int change)
    {
        using SqliteCommand command = Command(
            "INSERT INTO counts VALUES ($name, $change) ON CONFLICT (name) DO UPDATE SET number = number + $change RETURNING number",
            ("$name", name), ("$change", change));
        return (long)command.ExecuteScalar()!;
    }

    public Dictionary<string, long> Counts()
    {
        using SqliteCommand command = Command("SELECT name, number FROM counts");
        using SqliteDataReader row = command.ExecuteReader();
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        while (row.Read())
        {
            counts[row.GetString(0)] = row.GetInt64(1);
        }

        return counts;
    }

    private static ReviewItem ToItem(SqliteDataReader row) => new()
    {
        Id = new ReviewId(row.GetString(0)),
        Tenant = new TenantId(row.GetString(1)),
        RequestId = row.GetString(2),
        Session = Text(row, 3) is { } session ? new SessionId(session) : null,
        CreatedAt = Time(row.GetInt64(4)),
        Reason = EnumNames<ReviewReason>.Parse(row.GetString(5)),
        Category = Text(row, 6) is { } category ? EnumNames<GuardCategory>.Parse(category) : null,
        Question = row.GetString(7),
        Answer = row.GetString(8),
        Model = Text(row, 9),
        Release = Text(row, 10),
        Comment = Text(row, 11),
        Decision = row.GetString(Status) == Open ? null : new ReviewDecision
        {
            Status = EnumNames<ReviewStatus>.Parse(row.GetString(Status)),
            Correction = Text(row, 13),
            Reviewer = row.GetString(14),
            Note = Text(row, 15),
            DecidedAt = Time(row.GetInt64(16)),
        },
    };

    private static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static DateTimeOffset Time(long ticks) => new(ticks, TimeSpan.Zero);

    private static int BytesOf(string? text) => text is null ? 0 : Encoding.UTF8.GetByteCount(text);

    private bool Execute(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using SqliteCommand command = Command(sql, parameters);
        return command.ExecuteNonQuery() > 0;
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
