using FinCluster.Core.Engine;
using FinCluster.Core.Errors;
using FinCluster.Core.Sessions;
using FinCluster.Core.Tenants;
using FinCluster.Gateway.Chat;
using FinCluster.Gateway.Compliance.Screening;
using FinCluster.Gateway.Models;

namespace FinCluster.Gateway.Sessions;

/// <summary>Stored conversations as the APIs offer them: what the store answers becomes a value or an error. Thread-safe.</summary>
internal sealed class SessionService(ISessionStore store, SessionSizes sizes, ModelResolver models, Screener screener, TimeProvider time)
{
    /// <summary>The most sessions of one page.</summary>
    public const int MaxPageSize = 1_000;

    /// <summary>The sessions of a page when the caller does not say.</summary>
    public const int DefaultPageSize = 100;

    /// <summary>The error for a session that the tenant does not have.</summary>
    public static RequestException NotFound(SessionId session) =>
        new(ErrorCode.SessionNotFound, $"there is no session '{session}'", "session");

    /// <summary>Reads the id of a session.</summary>
    /// <exception cref="RequestException">It cannot be one, so there is no such session.</exception>
    public static SessionId ParseId(string? text) => SessionId.TryParse(text, out SessionId id)
        ? id
        : throw RequestException.Invalid("session", $"a session id has 1 to {SessionId.MaxLength} letters, digits, '-' and '_'");

    /// <summary>Creates a session.</summary>
    /// <exception cref="RequestException">There is no such model, or there are too many messages.</exception>
    public Task<SessionSummary> CreateAsync(
        TenantId tenant, string? model, IReadOnlyList<ChatMessage> messages, CancellationToken cancellationToken)
    {
        RequestValidator.ValidateSize(messages);
        string? name = string.IsNullOrEmpty(model) ? null : models.Check(model, tenant);
        return store.CreateAsync(tenant, name, screener.Mask(tenant, messages), cancellationToken);
    }

    /// <summary>Reads a session.</summary>
    /// <exception cref="RequestException">The tenant has no such session.</exception>
    public async Task<SessionRecord> GetAsync(TenantId tenant, SessionId session, CancellationToken cancellationToken) =>
        await store.FindAsync(tenant, session, cancellationToken) ?? throw NotFound(session);

    /// <summary>Lists sessions.</summary>
    /// <exception cref="RequestException">The page size or the cursor is not valid.</exception>
    public async Task<SessionPage> ListAsync(TenantId tenant, int pageSize, string? cursor, CancellationToken cancellationToken)
    {
        if (pageSize is < 1 or > MaxPageSize)
        {
            throw RequestException.Invalid("page_size", $"page_size must be between 1 and {MaxPageSize}, it is {pageSize}");
        }

        try
        {
            return await store.ListAsync(tenant, pageSize, string.IsNullOrEmpty(cursor) ? null : cursor, cancellationToken);
        }
        catch (FormatException e)
        {
            throw new RequestException(ErrorCode.InvalidRequest, "page_token is not one of this server's", "page_token", e);
        }
    }

    /// <summary>Deletes a session.</summary>
    /// <exception cref="RequestException">The tenant has no such session, or a request writes it.</exception>
    public async Task DeleteAsync(TenantId tenant, SessionId session, CancellationToken cancellationToken)
    {
        switch (await store.DeleteAsync(tenant, session, cancellationToken))
        {
            case DeleteStatus.NotFound:
                throw NotFound(session);
            case DeleteStatus.Busy:
                throw Busy(session);
        }

        screener.Forget(tenant, session);
    }

    /// <summary>Takes a session to add a turn to it.</summary>
    /// <exception cref="RequestException">There is no such session, it has another version, or another request writes it.</exception>
    public async Task<SessionWriter> OpenAsync(TenantId tenant, SessionReference reference, CancellationToken cancellationToken)
    {
        AcquireResult result = await store.AcquireAsync(
            tenant, reference.Id, reference.ExpectedVersion, SessionWriter.LeaseDuration, cancellationToken);
        return result.Status switch
        {
            AcquireStatus.Acquired => new SessionWriter(store, sizes, result.Lease!, result.Session!, time),
            AcquireStatus.NotFound => throw NotFound(reference.Id),
            AcquireStatus.VersionMismatch => throw new RequestException(
                ErrorCode.SessionVersionMismatch,
                $"session '{reference.Id}' is at version {result.ActualVersion}, not {reference.ExpectedVersion}",
                "session"),
            _ => throw Busy(reference.Id),
        };
    }

    private static RequestException Busy(SessionId session) =>
        new(ErrorCode.SessionBusy, $"another request is writing session '{session}'", "session");
}
