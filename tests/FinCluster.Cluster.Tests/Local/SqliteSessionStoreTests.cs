using System.Text;
using FinCluster.Cluster.Local;
using FinCluster.Core.Engine;
using FinCluster.Core.Sessions;
using FinCluster.Core.Tenants;
using FinCluster.Testing;
using Microsoft.Data.Sqlite;

namespace FinCluster.Cluster.Tests.Local;

public sealed class SqliteSessionStoreTests : IDisposable
{
    private const string DatabaseName = "sessions.db";

    private static readonly TenantId Tenant = TenantId.Local;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly CancellationToken _cancel = TestTimeouts.Token;
    private readonly TemporaryFolder _temporary = new();
    private readonly ManualTimeProvider _time = new();

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public async Task Open_AfterARestart_KeepsTurnsVersionsAndOrder()
    {
        SessionSummary first;
        SessionSummary second;
        await using (OpenedStore opened = await OpenAsync(_temporary.Path))
        {
            first = await opened.Store.CreateAsync(Tenant, "m", [new ChatMessage(ChatRole.System, "系统")], _cancel);
            second = await opened.Store.CreateAsync(Tenant, null, [], _cancel);
            _time.Advance(Minute);
            await CommitAsync(opened.Store, first.Id, Turn(0));
        }

        await using OpenedStore again = await OpenAsync(_temporary.Path);
        SessionRecord found = (await again.Store.FindAsync(Tenant, first.Id, _cancel))!;
        Assert.Equal(first with { Version = 1, MessageCount = 3, UpdatedAt = first.CreatedAt + Minute }, found.Summary);
        Assert.Equal([new ChatMessage(ChatRole.System, "系统"), .. Turn(0)], found.Messages);
        SessionPage page = await again.Store.ListAsync(Tenant, 10, null, _cancel);
        Assert.Equal([first.Id, second.Id], page.Sessions.Select(session => session.Id));

        await CommitAsync(again.Store, second.Id, Turn(1));
        page = await again.Store.ListAsync(Tenant, 10, null, _cancel);
        Assert.Equal([second.Id, first.Id], page.Sessions.Select(session => session.Id));
    }

    [Fact]
    public async Task Open_AfterARestart_OldLeaseIsLostAndTokensGoOnGrowing()
    {
        SessionLease old;
        await using (OpenedStore opened = await OpenAsync(_temporary.Path))
        {
            SessionSummary session = await opened.Store.CreateAsync(Tenant, null, [], _cancel);
            old = (await opened.Store.AcquireAsync(Tenant, session.Id, null, Minute, _cancel)).Lease!;
        }

        await using OpenedStore again = await OpenAsync(_temporary.Path);
        Assert.Equal(CommitStatus.LeaseLost, (await again.Store.CommitAsync(old, Turn(0), _cancel)).Status);
        AcquireResult taken = await again.Store.AcquireAsync(Tenant, old.Session, 0, Minute, _cancel);
        Assert.Equal(AcquireStatus.Acquired, taken.Status);
        Assert.True(taken.Lease!.FencingToken > old.FencingToken);
        Assert.Equal(CommitStatus.LeaseLost, (await again.Store.CommitAsync(old, Turn(0), _cancel)).Status);
    }

    [Fact]
    public async Task Open_CursorFromBeforeARestart_GoesOn()
    {
        string cursor;
        await using (OpenedStore opened = await OpenAsync(_temporary.Path))
        {
            await opened.Store.CreateAsync(Tenant, "old", [], _cancel);
            await opened.Store.CreateAsync(Tenant, "new", [], _cancel);
            cursor = (await opened.Store.ListAsync(Tenant, 1, null, _cancel)).Next!;
        }

        await using OpenedStore again = await OpenAsync(_temporary.Path);
        SessionPage page = await again.Store.ListAsync(Tenant, 1, cursor, _cancel);
        Assert.Equal("old", Assert.Single(page.Sessions).Model);
        await Assert.ThrowsAsync<FormatException>(() => again.Store.ListAsync(new TenantId("another"), 1, cursor, _cancel));
    }

    [Fact]
    public async Task Open_FilesOfAProcessThatWasKilled_HoldsEveryCommittedTurn()
    {
        await using OpenedStore opened = await OpenAsync(_temporary.Path);
        SessionSummary session = await opened.Store.CreateAsync(Tenant, null, [], _cancel);
        await CommitAsync(opened.Store, session.Id, Turn(0));
        await opened.Store.AcquireAsync(Tenant, session.Id, null, Minute, _cancel);

        using var copy = new TemporaryFolder();
        CopyDatabase(copy, int.MaxValue);
        await using OpenedStore survivor = await OpenAsync(copy.Path);

        Assert.Equal(Turn(0), (await survivor.Store.FindAsync(Tenant, session.Id, _cancel))!.Messages);
        await CommitAsync(survivor.Store, session.Id, Turn(1));
    }

    [Fact]
    public async Task Open_LogCutAnywhere_HoldsWholeTurnsOnly()
    {
        const int Turns = 6;
        await using OpenedStore opened = await OpenAsync(_temporary.Path);
        SessionSummary session = await opened.Store.CreateAsync(Tenant, null, [], _cancel);
        for (int turn = 0; turn < Turns; turn++)
        {
            // Larger than a page, so that one turn is several frames of the log.
            await CommitAsync(opened.Store, session.Id, [new(ChatRole.User, new string('q', 9_000)), new(ChatRole.Assistant, $"{turn}")]);
        }

        int logBytes = (int)new FileInfo(_temporary.File(DatabaseName + "-wal")).Length;
        var versions = new List<long>();
        for (int length = logBytes; length > 0; length -= logBytes / 40)
        {
            versions.Add(await ReadVersionOfCutCopyAsync(session.Id, length));
        }

        Assert.Equal(versions.OrderDescending(), versions);
        Assert.Equal(Enumerable.Range(0, Turns + 1).Reverse().Select(v => (long)v), versions.Where(v => v >= 0).Distinct());
    }

    [Fact]
    public async Task Open_FolderInUse_IsRefused()
    {
        await using OpenedStore opened = await OpenAsync(_temporary.Path);

        Assert.Equal(DataFolderProblem.Locked, Assert.Throws<DataFolderException>(() => LocalDataFolder.Open(_temporary.Path)).Problem);
    }

    [Fact]
    public async Task Commit_ClockSetBack_StillPutsTheSessionFirst()
    {
        await using OpenedStore opened = await OpenAsync(_temporary.Path);
        _time.Advance(TimeSpan.FromHours(2));
        SessionSummary older = await opened.Store.CreateAsync(Tenant, null, [], _cancel);
        SessionSummary newer = await opened.Store.CreateAsync(Tenant, null, [], _cancel);

        _time.Advance(TimeSpan.FromHours(-1));
        await CommitAsync(opened.Store, older.Id, Turn(0));

        SessionPage page = await opened.Store.ListAsync(Tenant, 10, null, _cancel);
        Assert.Equal([older.Id, newer.Id], page.Sessions.Select(session => session.Id));
    }

    [Fact]
    public async Task Delete_Session_LeavesNoTextInTheFiles()
    {
        const string Secret = "my account number is 6217-0000-1234";
        await using (OpenedStore opened = await OpenAsync(_temporary.Path))
        {
            SessionSummary session = await opened.Store.CreateAsync(Tenant, null, [], _cancel);
            await CommitAsync(opened.Store, session.Id, [new ChatMessage(ChatRole.User, Secret)]);
            await opened.Store.DeleteAsync(Tenant, session.Id, _cancel);
        }

        byte[] secret = Encoding.UTF8.GetBytes(Secret);
        foreach (string file in Directory.EnumerateFiles(_temporary.Path))
        {
            Assert.True(File.ReadAllBytes(file).AsSpan().IndexOf(secret) < 0, $"{file} still holds the text");
        }
    }

    [Fact]
    public async Task Commit_CancelledWhileAnotherIsWritten_KeepsTheLease()
    {
        await using OpenedStore opened = await OpenAsync(_temporary.Path);
        SqliteSessionStore store = opened.Store;
        SessionSummary[] sessions =
            [await store.CreateAsync(Tenant, null, [], _cancel), await store.CreateAsync(Tenant, null, [], _cancel)];
        SessionLease first = (await store.AcquireAsync(Tenant, sessions[0].Id, null, Minute, _cancel)).Lease!;
        SessionLease second = (await store.AcquireAsync(Tenant, sessions[1].Id, null, Minute, _cancel)).Lease!;
        using var cancel = new CancellationTokenSource();
        Task<CommitResult> written;

        using (var connection = new SqliteConnection($"Data Source={_temporary.File(DatabaseName)};Pooling=False"))
        {
            // Another program holds the file, so the first commit waits in SQLite and the second behind it.
            connection.Open();
            using SqliteTransaction held = connection.BeginTransaction(deferred: false);
            written = store.CommitAsync(first, Turn(0), _cancel);
            Task<CommitResult> waiting = store.CommitAsync(second, Turn(1), cancel.Token);
            await cancel.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        }

        Assert.Equal(CommitStatus.Committed, (await written).Status);
        Assert.Equal(sessions[1], (await store.FindAsync(Tenant, sessions[1].Id, _cancel))!.Summary);
        Assert.Equal(CommitStatus.Committed, (await store.CommitAsync(second, Turn(2), _cancel)).Status);
    }

    [Fact]
    public async Task AnyCall_AfterDispose_Throws()
    {
        OpenedStore opened = await OpenAsync(_temporary.Path);
        SessionSummary session = await opened.Store.CreateAsync(Tenant, null, [], _cancel);
        SessionLease lease = (await opened.Store.AcquireAsync(Tenant, session.Id, null, Minute, _cancel)).Lease!;
        await opened.DisposeAsync();
        await opened.Store.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => opened.Store.CreateAsync(Tenant, null, [], _cancel));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => opened.Store.FindAsync(Tenant, session.Id, _cancel));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => opened.Store.CommitAsync(lease, Turn(0), _cancel));
    }

    [Fact]
    public async Task Dispose_WhileTurnsAreCommitted_LosesNoneThatReturned()
    {
        OpenedStore opened = await OpenAsync(_temporary.Path);
        SessionSummary[] sessions =
            await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => opened.Store.CreateAsync(Tenant, null, [], _cancel)));
        Task<bool>[] commits = [.. sessions.Select(session => Task.Run(() => TryCommitAsync(opened.Store, session.Id)))];
        await commits[0];

        await opened.DisposeAsync();
        bool[] committed = await Task.WhenAll(commits);

        await using OpenedStore again = await OpenAsync(_temporary.Path);
        for (int i = 0; i < sessions.Length; i++)
        {
            Assert.Equal(committed[i] ? 1 : 0, (await again.Store.FindAsync(Tenant, sessions[i].Id, _cancel))!.Summary.Version);
        }
    }

    private static ChatMessage[] Turn(int number) => [new(ChatRole.User, $"q{number}"), new(ChatRole.Assistant, $"a{number}")];

    private async Task<OpenedStore> OpenAsync(string path)
    {
        LocalDataFolder folder = LocalDataFolder.Open(path);
        return new OpenedStore(folder, await SqliteSessionStore.OpenAsync(folder, _time, _cancel));
    }

    private async Task CommitAsync(SqliteSessionStore store, SessionId session, ChatMessage[] turn)
    {
        AcquireResult acquired = await store.AcquireAsync(Tenant, session, null, Minute, _cancel);
        Assert.Equal(CommitStatus.Committed, (await store.CommitAsync(acquired.Lease!, turn, _cancel)).Status);
    }

    private async Task<bool> TryCommitAsync(SqliteSessionStore store, SessionId session)
    {
        try
        {
            await CommitAsync(store, session, Turn(0));
            return true;
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
    }

    private void CopyDatabase(TemporaryFolder target, int logBytes)
    {
        File.Copy(_temporary.File(DatabaseName), target.File(DatabaseName));
        byte[] log = ReadShared(_temporary.File(DatabaseName + "-wal"));
        File.WriteAllBytes(target.File(DatabaseName + "-wal"), log[..Math.Min(log.Length, logBytes)]);
    }

    private static byte[] ReadShared(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Opens a copy whose log is cut off, and checks that what is there is whole.</summary>
    /// <returns>The version of the session; -1 when not even its creation is in the log.</returns>
    private async Task<long> ReadVersionOfCutCopyAsync(SessionId session, int logBytes)
    {
        using var copy = new TemporaryFolder();
        CopyDatabase(copy, logBytes);
        await using OpenedStore opened = await OpenAsync(copy.Path);
        if (await opened.Store.FindAsync(Tenant, session, _cancel) is not { } found)
        {
            return -1;
        }

        Assert.Equal(found.Summary.Version * 2, found.Summary.MessageCount);
        Assert.Equal(found.Summary.MessageCount, found.Messages.Count);
        Assert.Equal(
            Enumerable.Range(0, (int)found.Summary.Version).Select(turn => $"{turn}"),
            found.Messages.Where(message => message.Role == ChatRole.Assistant).Select(message => message.Content));
        return found.Summary.Version;
    }

    private sealed class OpenedStore(LocalDataFolder folder, SqliteSessionStore store) : IAsyncDisposable
    {
        public SqliteSessionStore Store => store;

        public async ValueTask DisposeAsync()
        {
            await store.DisposeAsync();
            folder.Dispose();
        }
    }
}
