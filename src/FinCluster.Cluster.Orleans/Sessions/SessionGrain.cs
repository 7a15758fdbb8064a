using FinCluster.Cluster.Orleans.Silo;
using FinCluster.Core.Fleet;
using FinCluster.Core.Sessions;
using Orleans.Placement;

namespace FinCluster.Cluster.Orleans.Sessions;

/// <summary>Keeps one conversation: <see cref="SessionState"/> decides, the grain stores and then tells.</summary>
/// <remarks>
/// It begins at the gateway that is asked first, where most of its turns come in. Should there ever be two of it, as in a network that is cut, the
/// storage takes only one's change: the other learns it, ends, and its caller asks again.
/// </remarks>
[PreferLocalPlacement]
[GrainType(GrainName)]
internal sealed class SessionGrain(
    [PersistentState("session", OrleansSilo.Storage)] IPersistentState<SessionDocument> stored,
    [PersistentState("writer", OrleansSilo.Storage)] IPersistentState<SessionWriterDocument> writer,
    SessionIndex index,
    GrainClock clock) : Grain, ISessionGrain
{
    /// <summary>The first part of the grain's id, also in the storage.</summary>
    public const string GrainName = "session";

    private SessionState _state = SessionState.None;
    private SessionKey _key;
    private string? _deletedBy;

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _key = SessionKey.Parse(this.GetPrimaryKeyString());
        if (!stored.RecordExists)
        {
            return;
        }

        _state = new SessionState
        {
            Record = stored.State.ToRecord(_key.Tenant, _key.Session),
            CommittedToken = stored.State.CommittedToken,
            CommittedRequest = stored.State.CommittedRequest,
            Writer = writer.RecordExists ? new WriterLease(writer.State.FencingToken, writer.State.Until, writer.State.Request) : default,
        };

        // The one before may have ended between a commit and its entry in the list.
        await index.PutAsync(_key, _state.Record.Summary);
    }

    /// <inheritdoc/>
    public async Task<SessionDocument> CreateAsync(string? model, List<SessionMessage> messages)
    {
        if (_state.Record is null)
        {
            DateTimeOffset now = Now();
            var document = new SessionDocument { Model = model, Messages = messages, CreatedAt = now, UpdatedAt = now };
            await StoreAsync(new SessionState { Record = document.ToRecord(_key.Tenant, _key.Session) });
        }

        await index.PutAsync(_key, _state.Record!.Summary);
        return stored.State;
    }

    /// <inheritdoc/>
    public Task<SessionDocument?> FindAsync() => Task.FromResult(_state.Record is null ? null : stored.State);

    /// <inheritdoc/>
    public async Task<AcquireReply> AcquireAsync(long? expectedVersion, TimeSpan duration, string request)
    {
        (SessionState next, AcquireResult result) = _state.Acquire(_key.Tenant, _key.Session, expectedVersion, duration, request, Now());
        await StoreWriterAsync(next);
        return new AcquireReply(
            (int)result.Status, result.ActualVersion, result.Lease?.FencingToken ?? 0, result.Lease is null ? null : stored.State);
    }

    /// <inheritdoc/>
    public async Task<bool> RenewAsync(long fencingToken, TimeSpan duration)
    {
        if (_state.Renew(fencingToken, duration, Now()) is not { } next)
        {
            return false;
        }

        await StoreWriterAsync(next);
        return true;
    }

    /// <inheritdoc/>
    public async Task<bool> ReleaseAsync(long fencingToken)
    {
        await StoreWriterAsync(_state.Release(fencingToken));
        return true;
    }

    /// <inheritdoc/>
    public async Task<CommitReply> CommitAsync(long version, long fencingToken, List<SessionMessage> messages, string? warmNode, string request)
    {
        var lease = new SessionLease(_key.Tenant, _key.Session, version, fencingToken);
        (SessionState next, CommitResult result) =
            _state.Commit(lease, SessionMessage.ToCore(messages), warmNode is null ? null : new NodeId(warmNode), request, Now());
        if (next != _state)
        {
            await StoreAsync(next);
        }

        // Also when an attempt before has stored the turn and not come so far.
        if (result.Status == CommitStatus.Committed)
        {
            await index.PutAsync(_key, _state.Record!.Summary);
        }

        return new CommitReply((int)result.Status, result.Version);
    }

    /// <inheritdoc/>
    public async Task<int> DeleteAsync(string request)
    {
        DeleteStatus status = _deletedBy == request ? DeleteStatus.Deleted : _state.Delete(Now());
        if (status == DeleteStatus.Deleted && _deletedBy != request)
        {
            await index.RemoveAsync(_key);
            await StoringAsync(async () =>
            {
                await stored.ClearStateAsync();
                await writer.ClearStateAsync();
            });
            (_state, _deletedBy) = (SessionState.None, request);
        }

        return (int)status;
    }

    // As precise as what the list keeps of it.
    private DateTimeOffset Now() => DateTimeOffset.FromUnixTimeMilliseconds(clock.Time.GetUtcNow().ToUnixTimeMilliseconds());

    private async Task StoreAsync(SessionState next)
    {
        stored.State = SessionDocument.Of(next);
        await StoringAsync(stored.WriteStateAsync);
        _state = next;
    }

    private async Task StoreWriterAsync(SessionState next)
    {
        if (next.Writer == _state.Writer)
        {
            return;
        }

        writer.State = new SessionWriterDocument { FencingToken = next.Writer.FencingToken, Until = next.Writer.Until, Request = next.Writer.Request };
        await StoringAsync(writer.WriteStateAsync);
        _state = next;
    }

    /// <summary>Stores; when it fails, what is stored is not known any more, and the next call is to read it anew.</summary>
    private async Task StoringAsync(Func<Task> store)
    {
        try
        {
            await store();
        }
        catch
        {
            DeactivateOnIdle();
            throw;
        }
    }
}
