using FinCluster.Core.Scaling.Leadership;
using Microsoft.Data.Sqlite;

namespace FinCluster.Cluster.Local.Scaling;

/// <summary>Keeps who leads on one machine: tokens and notes in a SQLite database in the data folder, terms in memory.</summary>
/// <remarks>
/// The folder belongs to one server, so all candidates are in its process and a term ends with it; a token is on the disk before it is told. Terms end by the time
/// that passes, not by the clock of the day. When the disk fails a call ends with <see cref="DataFolderException"/>. All members may be called from any thread.
/// </remarks>
public sealed class SqliteLeadership : ILeadership, IAsyncDisposable
{
    private readonly SharedDatabase _database;
    private readonly TimeProvider _time;
    private readonly long _began;

    // Held from the look at a state until what follows from it is on the disk.
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly Dictionary<string, LeadershipState> _states = new(StringComparer.Ordinal);

    private SqliteLeadership(SharedDatabase database, TimeProvider time) => (_database, _time, _began) = (database, time, time.GetTimestamp());

    /// <summary>Opens the roles of a data folder and creates what is not there.</summary>
    /// <param name="folder">The folder, which this process has for itself.</param>
    /// <param name="time">Measures terms.</param>
    /// <param name="cancellationToken">Ends the call before the file is opened.</param>
    /// <exception cref="DataFolderException">The database is damaged, newer than this build, or the disk fails.</exception>
    public static async Task<SqliteLeadership> OpenAsync(LocalDataFolder folder, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return new SqliteLeadership(await SharedDatabase.OpenAsync(folder.Path, LeadershipSchema.FileName, LeadershipSchema.Schema, cancellationToken), time);
    }

    /// <inheritdoc/>
    public async ValueTask<LeadershipTerm?> CampaignAsync(string role, string candidate, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        LeadershipArguments.Check(role, candidate, lifetime);
        return await ChangeAsync(role, state => state.Campaign(role, candidate, lifetime, Now()), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask ResignAsync(LeadershipTerm term, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(term);
        await ChangeAsync(term.Role, state => (state.Resign(term.FencingToken), true), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<LeadershipRecord> ReadAsync(string role, CancellationToken cancellationToken)
    {
        LeadershipArguments.Check(role);
        return await ChangeAsync(role, state => (state, state.Read(Now())), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> WriteAsync(LeadershipTerm term, string note, CancellationToken cancellationToken)
    {
        LeadershipArguments.Check(term, note);
        return await ChangeAsync(
            term.Role, state => state.Write(term.FencingToken, note, Now()) is { } next ? (next, true) : (state, false), cancellationToken);
    }

    /// <summary>Closes the file.</summary>
    public ValueTask DisposeAsync() => _database.DisposeAsync();

    // The terms are of this process, so their times need no day.
    private DateTimeOffset Now() => DateTimeOffset.UnixEpoch + _time.GetElapsedTime(_began);

    private async Task<T> ChangeAsync<T>(string role, Func<LeadershipState, (LeadershipState State, T Result)> change, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            LeadershipState before = _states.TryGetValue(role, out LeadershipState? known)
                ? known
                : await _database.RunAsync((connection, transaction) => Load(connection, transaction, role), isRead: true, cancellationToken);
            (LeadershipState after, T result) = change(before);
            if (after.FencingToken != before.FencingToken || after.Note != before.Note)
            {
                await _database.RunAsync((connection, transaction) => Store(connection, transaction, role, after), isRead: false, cancellationToken);
            }

            _states[role] = after;
            return result;
        }
        finally
        {
            _gate.Release();
        }
    }

    private static LeadershipState Load(SqliteConnection connection, SqliteTransaction transaction, string role)
    {
        using SqliteCommand command = connection.CreateCommand();
        (command.CommandText, command.Transaction) = ("SELECT token, note FROM roles WHERE role = $role", transaction);
        command.Parameters.AddWithValue("$role", role);
        using SqliteDataReader row = command.ExecuteReader();
        return row.Read()
            ? new LeadershipState { FencingToken = row.GetInt64(0), Note = row.IsDBNull(1) ? null : row.GetString(1) }
            : LeadershipState.None;
    }

    private static int Store(SqliteConnection connection, SqliteTransaction transaction, string role, LeadershipState state)
    {
        using SqliteCommand command = connection.CreateCommand();
        (command.CommandText, command.Transaction) = (
            "INSERT INTO roles (role, token, note) VALUES ($role, $token, $note) ON CONFLICT (role) DO UPDATE SET token = $token, note = $note", transaction);
        command.Parameters.AddWithValue("$role", role);
        command.Parameters.AddWithValue("$token", state.FencingToken);
        command.Parameters.AddWithValue("$note", (object?)state.Note ?? DBNull.Value);
        return command.ExecuteNonQuery();
    }
}
