namespace FinCluster.Core.Errors;

/// <summary>Every way in which a request can end without an answer. <see cref="ErrorTable"/> maps each to the wire.</summary>
public enum ErrorCode
{
    /// <summary>A field is missing, has the wrong type or is out of range.</summary>
    InvalidRequest,

    /// <summary>The JSON schema cannot be turned into a grammar.</summary>
    InvalidSchema,

    /// <summary>The GBNF grammar does not parse, recurses on its left or is too large.</summary>
    InvalidGrammar,

    /// <summary>Prompt plus requested output does not fit the model's context.</summary>
    ContextLengthExceeded,

    /// <summary>The request asks for something this server does not offer.</summary>
    Unsupported,

    /// <summary>The body is larger than the server reads.</summary>
    RequestTooLarge,

    /// <summary>The body is of a type, or in an encoding, that the server does not read.</summary>
    UnsupportedMediaType,

    /// <summary>No replica serves a model of that name.</summary>
    ModelNotFound,

    /// <summary>The model is in the catalog, and no node has loaded it yet.</summary>
    ModelNotReady,

    /// <summary>There is no answer that could be given again at once.</summary>
    AnswerNotReady,

    /// <summary>The tenant has no session with that id.</summary>
    SessionNotFound,

    /// <summary>The cluster has no node with that id.</summary>
    NodeNotFound,

    /// <summary>There is no tenant with that id.</summary>
    TenantNotFound,

    /// <summary>The tenant has no good API key with that id.</summary>
    ApiKeyNotFound,

    /// <summary>There is a tenant with that id already.</summary>
    TenantExists,

    /// <summary>The tenant has as many API keys as a tenant may have.</summary>
    TooManyApiKeys,

    /// <summary>The node has no replica with that name.</summary>
    ReplicaNotFound,

    /// <summary>The node has another replica with that name.</summary>
    ReplicaExists,

    /// <summary>The adapter is not one for that base, or larger than the node admits.</summary>
    AdapterRefused,

    /// <summary>The node has no memory or disk left for the replica.</summary>
    NoRoom,

    /// <summary>The catalog has no release, alias or artifact of that name.</summary>
    CatalogEntryNotFound,

    /// <summary>The change breaks a rule of the catalog.</summary>
    CatalogRefused,

    /// <summary>The release does not pass its gates, and nobody has overridden them.</summary>
    GatesFailed,

    /// <summary>The alias has moved on from the line that the caller expected.</summary>
    AliasMoved,

    /// <summary>The file is not what its kind has to be.</summary>
    ArtifactInvalid,

    /// <summary>The bytes that were sent are not those of the hash.</summary>
    UploadCorrupt,

    /// <summary>The bytes that were sent do not follow those that are there.</summary>
    UploadOffsetMismatch,

    /// <summary>What a site sends of its audit log does not go on from the copy that is here.</summary>
    AuditCopyRefused,

    /// <summary>The review queue has no item with that id.</summary>
    ReviewNotFound,

    /// <summary>Somebody has decided about the item already.</summary>
    ReviewDecided,

    /// <summary>The session has moved on from the version that the caller expected.</summary>
    SessionVersionMismatch,

    /// <summary>Another request is writing the session.</summary>
    SessionBusy,

    /// <summary>The caller is known, and may not do this.</summary>
    PermissionDenied,

    /// <summary>The path or method does not exist.</summary>
    RouteNotFound,

    /// <summary>The path exists, but not for this HTTP method.</summary>
    MethodNotAllowed,

    /// <summary>There is no API key, or it is unknown or revoked.</summary>
    InvalidApiKey,

    /// <summary>The tenant has used up a limit that frees itself: requests/s, tokens/min or concurrent streams.</summary>
    RateLimitExceeded,

    /// <summary>The tenant's tokens of the month are used up, or the request is larger than a limit as a whole.</summary>
    QuotaExceeded,

    /// <summary>Every place in the queue is taken.</summary>
    Overloaded,

    /// <summary>The server drains and takes no new work.</summary>
    ShuttingDown,

    /// <summary>The deadline passed before the answer was complete.</summary>
    DeadlineExceeded,

    /// <summary>The client went away.</summary>
    ClientGone,

    /// <summary>What keeps sessions, tenants and the list of nodes does not answer.</summary>
    ControlPlaneUnavailable,

    /// <summary>No source gave the file.</summary>
    ArtifactUnavailable,

    /// <summary>The audit log cannot be written, and nothing is answered without a record.</summary>
    AuditUnavailable,

    /// <summary>The file is not what its hash says, or is damaged.</summary>
    ArtifactCorrupt,

    /// <summary>No node could continue the answer in time.</summary>
    NodeLost,

    /// <summary>The engine failed on this request.</summary>
    EngineFailed,

    /// <summary>The server failed in a way that is a bug.</summary>
    Internal,
}
