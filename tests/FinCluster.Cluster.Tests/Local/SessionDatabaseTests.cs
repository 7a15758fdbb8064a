using FinCluster.Cluster.Local;
using FinCluster.Core.Engine;
using FinCluster.Core.Fleet;
using FinCluster.Core.Sessions;
using FinCluster.Core.Tenants;
using FinCluster.Testing;
using Microsoft.Data.Sqlite;

namespace FinCluster.Cluster.Tests.Local;

public sealed class SessionDatabaseTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string DatabaseFile => _folder.File("sessions.db");

    public void Dispose() => _folder.Dispose();

    public static TheoryData<byte[]> NotADatabase => new()
    {
        "this is a text file and no database, however long it may be, and it is longer than the header of one"u8.ToArray(),
        (byte[])[.. "SQLite format 3\0"u8, .. new byte[4096]],
        Enumerable.Repeat((byte)0xFF, 8192).ToArray(),
    };

    [Theory]
    [MemberData(nameof(NotADatabase))]
    public void Open_FileThatIsNoDatabase_IsCorruptAndLeftAlone(byte[] content)
    {
        File.WriteAllBytes(DatabaseFile, content);

        DataFolderException error = Assert.Throws<DataFolderException>(() => SessionDatabase.Open(_folder.Path, DatabaseFile));

        Assert.Equal((DataFolderProblem.Corrupt, _folder.Path), (error.Problem, error.Folder));
        Assert.Contains("sessions.db", error.Message, StringComparison.Ordinal);
        Assert.Equal(content, File.ReadAllBytes(DatabaseFile));
    }

    [Fact]
    public async Task Open_EmptyFile_BecomesADatabase()
    {
        File.WriteAllBytes(DatabaseFile, []);

        await using SessionDatabase database = SessionDatabase.Open(_folder.Path, DatabaseFile);

        Assert.Equal(1, database.Epoch.Number);
    }

    [Fact]
    public void Open_DatabaseOfAnotherProgram_IsCorruptAndLeftAlone()
    {
        Execute("CREATE TABLE photos (name TEXT); PRAGMA user_version = 1");
        byte[] before = File.ReadAllBytes(DatabaseFile);

        DataFolderException error = Assert.Throws<DataFolderException>(() => SessionDatabase.Open(_folder.Path, DatabaseFile));

        Assert.Equal(DataFolderProblem.Corrupt, error.Problem);
        Assert.Equal(before, File.ReadAllBytes(DatabaseFile));
    }

    [Fact]
    public async Task Open_NewerSchema_IsRefusedAndLeftAlone()
    {
        await using (SessionDatabase database = SessionDatabase.Open(_folder.Path, DatabaseFile))
        {
        }

        Execute($"PRAGMA user_version = {SessionSchema.Current + 1}");
        byte[] before = File.ReadAllBytes(DatabaseFile);

        DataFolderException error = Assert.Throws<DataFolderException>(() => SessionDatabase.Open(_folder.Path, DatabaseFile));

        Assert.Equal(DataFolderProblem.NewerSchema, error.Problem);
        Assert.Contains("newer version", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(DatabaseFile));
    }

    [Fact]
    public async Task Open_DamagedPages_IsCorrupt()
    {
        await using (SessionDatabase database = SessionDatabase.Open(_folder.Path, DatabaseFile))
        {
        }

        byte[] content = File.ReadAllBytes(DatabaseFile);
        content.AsSpan(4096).Fill(0xA5);
        File.WriteAllBytes(DatabaseFile, content);

        Assert.Equal(
            DataFolderProblem.Corrupt,
            Assert.Throws<DataFolderException>(() => SessionDatabase.Open(_folder.Path, DatabaseFile)).Problem);
    }

    [Fact]
    public async Task Open_Twice_RaisesTheEpochAndKeepsTheSecret()
    {
        SessionEpoch first;
        await using (SessionDatabase database = SessionDatabase.Open(_folder.Path, DatabaseFile))
        {
            first = database.Epoch;
        }

        await using SessionDatabase again = SessionDatabase.Open(_folder.Path, DatabaseFile);

        Assert.Equal((1L, 2L), (first.Number, again.Epoch.Number));
        Assert.Equal(first.CursorKey, again.Epoch.CursorKey);
        Assert.Equal(SessionSchema.CursorKeyBytes, first.CursorKey.Length);
    }

    [Fact]
    public async Task Open_FirstSchema_SessionsStayAndTheirNextTurnNotesItsNode()
    {
        SessionSummary session = Session();
        await using (SessionDatabase database = SessionDatabase.Open(_folder.Path, DatabaseFile))
        {
            await database.WriteAsync(writer => InsertNothing(writer, session), TestTimeouts.Token);
        }

        Execute("ALTER TABLE sessions DROP COLUMN warm_node; PRAGMA user_version = 1");

        await using SessionDatabase again = SessionDatabase.Open(_folder.Path, DatabaseFile);

        SessionRecord found = (await FindAsync(again, session))!;
        Assert.Equal((session, null), (found.Summary, found.WarmNode));
        var lease = new SessionLease(session.Tenant, session.Id, Version: 0, FencingToken: 1);
        Assert.True(await again.WriteAsync(
            writer => writer.TryAppend(lease, session.UpdatedAt, 2, [], new NodeId("a")), TestTimeouts.Token));
        Assert.Equal(new NodeId("a"), (await FindAsync(again, session))!.WarmNode);
    }

    [Fact]
    public void MakeDurable_Writer_FlushesTheLogAtEveryCommit()
    {
        using SqliteConnection writer = SessionConnection.OpenWriter(DatabaseFile);

        SessionConnection.MakeDurable(writer);

        Assert.Equal(("wal", 2L), (Scalar(writer, "PRAGMA journal_mode"), Scalar(writer, "PRAGMA synchronous")));
    }

    [Fact]
    public async Task Write_WorkThatThrows_LeavesNoTrace()
    {
        await using SessionDatabase database = SessionDatabase.Open(_folder.Path, DatabaseFile);
        SessionSummary session = Session();

        await Assert.ThrowsAsync<InvalidOperationException>(() => database.WriteAsync<bool>(
            writer =>
            {
                writer.Insert(session, 1, [new ChatMessage(ChatRole.User, "half")]);
                throw new InvalidOperationException();
            },
            TestTimeouts.Token));

        Assert.Null(await database.ReadAsync(reader => reader.FindSummary(session.Tenant, session.Id), TestTimeouts.Token));
        Assert.True(await database.WriteAsync(writer => InsertNothing(writer, session), TestTimeouts.Token));
    }

    [Fact]
    public void Write_DiskFull_FailsWholeAndGoesOnWhenThereIsSpace()
    {
        using SqliteConnection connection = SessionConnection.OpenWriter(DatabaseFile);
        SessionConnection.MakeDurable(connection);
        SessionSchema.Begin(connection);
        using var writer = new SessionWriter(connection);
        SessionSummary session = Session() with { MessageCount = 1 };
        ChatMessage[] large = [new(ChatRole.User, new string('x', 1_000_000))];
        Scalar(connection, "PRAGMA max_page_count = 40");

        SqliteException error = Assert.Throws<SqliteException>(() => writer.InTransaction(w => Insert(w, session, large)));
        Assert.Equal(DataFolderProblem.DiskFull, DataFolderErrors.FromSqlite(_folder.Path, "sessions.db", error).Problem);
        Assert.Equal(0L, Scalar(connection, "SELECT count(*) FROM sessions"));

        Scalar(connection, "PRAGMA max_page_count = 4000");
        Assert.True(writer.InTransaction(w => Insert(w, session, large)));
        Assert.Equal(1L, Scalar(connection, "SELECT count(*) FROM messages"));
    }

    [Fact]
    public async Task Write_CancelledWhileAnotherWrites_ChangesNothing()
    {
        await using SessionDatabase database = SessionDatabase.Open(_folder.Path, DatabaseFile);
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var finish = new ManualResetEventSlim();
        Task<bool> first = database.WriteAsync(
            _ =>
            {
                started.SetResult();
                return finish.Wait(TestTimeouts.Default);
            },
            TestTimeouts.Token);
        await started.Task;
        using var cancel = new CancellationTokenSource();
        SessionSummary session = Session();
        Task<bool> second = database.WriteAsync(writer => InsertNothing(writer, session), cancel.Token);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        finish.Set();
        Assert.True(await first);
        Assert.Null(await database.ReadAsync(reader => reader.FindSummary(session.Tenant, session.Id), TestTimeouts.Token));
    }

    private static SessionSummary Session() => new()
    {
        Id = SessionId.New(),
        Tenant = TenantId.Local,
        Version = 0,
        Model = null,
        MessageCount = 0,
        CreatedAt = DateTimeOffset.UnixEpoch,
        UpdatedAt = DateTimeOffset.UnixEpoch,
    };

    private static Task<SessionRecord?> FindAsync(SessionDatabase database, SessionSummary session) =>
        database.ReadAsync(reader => reader.Find(session.Tenant, session.Id, TestTimeouts.Token), TestTimeouts.Token);

    private static bool InsertNothing(SessionWriter writer, SessionSummary session) => Insert(writer, session, []);

    private static bool Insert(SessionWriter writer, SessionSummary session, ChatMessage[] messages)
    {
        writer.Insert(session, 1, messages);
        return true;
    }

    private static object? Scalar(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={DatabaseFile};Pooling=False");
        connection.Open();
        Scalar(connection, sql);
    }
}
