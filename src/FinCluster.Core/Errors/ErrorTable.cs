using System.Collections.Frozen;

namespace FinCluster.Core.Errors;

/// <summary>The one table that maps errors to HTTP, gRPC and OpenAI's error object.</summary>
/// <remarks>gRPC codes are those of google.rpc.Code; HTTP codes follow OpenAI where it has a habit.</remarks>
public static class ErrorTable
{
    private const string BadRequest = "invalid_request_error";
    private const string ServerError = "server_error";

    private static readonly FrozenDictionary<ErrorCode, ErrorKind> Kinds = Build().ToFrozenDictionary(kind => kind.Code);

    private static readonly FrozenDictionary<string, ErrorKind> KindsByName =
        Kinds.Values.ToFrozenDictionary(kind => kind.Name, StringComparer.Ordinal);

    /// <summary>Gets every row.</summary>
    public static IReadOnlyCollection<ErrorKind> All => Kinds.Values;

    /// <summary>Finds the row of <paramref name="code"/>.</summary>
    public static ErrorKind Get(ErrorCode code) => Kinds[code];

    /// <summary>Finds the row whose stable name is <paramref name="name"/>; null when there is none.</summary>
    public static ErrorKind? FindByName(string name) => KindsByName.GetValueOrDefault(name);

    private static ErrorKind[] Build() =>
    [
        new(ErrorCode.InvalidRequest, "invalid_request", ErrorClass.Rejected, 400, 3, false, BadRequest),
        new(ErrorCode.InvalidSchema, "invalid_schema", ErrorClass.Rejected, 400, 3, false, BadRequest),
        new(ErrorCode.InvalidGrammar, "invalid_grammar", ErrorClass.Rejected, 400, 3, false, BadRequest),
        new(ErrorCode.ContextLengthExceeded, "context_length_exceeded", ErrorClass.Rejected, 400, 3, false, BadRequest),
        new(ErrorCode.Unsupported, "unsupported", ErrorClass.Rejected, 400, 3, false, BadRequest),
        new(ErrorCode.RequestTooLarge, "request_too_large", ErrorClass.Rejected, 413, 8, false, BadRequest),
        new(ErrorCode.UnsupportedMediaType, "unsupported_media_type", ErrorClass.Rejected, 415, 3, false, BadRequest),
        new(ErrorCode.ModelNotFound, "model_not_found", ErrorClass.Rejected, 404, 5, false, BadRequest),
        new(ErrorCode.ModelNotReady, "model_not_ready", ErrorClass.Rejected, 503, 14, true, ServerError),
        new(ErrorCode.AnswerNotReady, "answer_not_ready", ErrorClass.Rejected, 503, 14, true, ServerError),
        new(ErrorCode.SessionNotFound, "session_not_found", ErrorClass.Rejected, 404, 5, false, BadRequest),
        new(ErrorCode.NodeNotFound, "node_not_found", ErrorClass.Rejected, 404, 5, false, BadRequest),
        new(ErrorCode.TenantNotFound, "tenant_not_found", ErrorClass.Rejected, 404, 5, false, BadRequest),
        new(ErrorCode.ApiKeyNotFound, "api_key_not_found", ErrorClass.Rejected, 404, 5, false, BadRequest),
        new(ErrorCode.TenantExists, "tenant_exists", ErrorClass.Rejected, 409, 6, false, BadRequest),
        new(ErrorCode.TooManyApiKeys, "too_many_api_keys", ErrorClass.Rejected, 409, 9, false, BadRequest),
        new(ErrorCode.ReplicaNotFound, "replica_not_found", ErrorClass.Rejected, 404, 5, false, BadRequest),
        new(ErrorCode.ReplicaExists, "replica_exists", ErrorClass.Rejected, 409, 6, false, BadRequest),
        new(ErrorCode.AdapterRefused, "adapter_refused", ErrorClass.Rejected, 400, 9, false, BadRequest),
        new(ErrorCode.NoRoom, "no_room", ErrorClass.Rejected, 507, 8, false, ServerError),
        new(ErrorCode.CatalogEntryNotFound, "catalog_entry_not_found", ErrorClass.Rejected, 404, 5, false, BadRequest),
        new(ErrorCode.CatalogRefused, "catalog_refused", ErrorClass.Rejected, 409, 9, false, BadRequest),
        new(ErrorCode.GatesFailed, "gates_failed", ErrorClass.Rejected, 409, 9, false, BadRequest),
        new(ErrorCode.AliasMoved, "alias_moved", ErrorClass.Rejected, 409, 10, false, BadRequest),
        new(ErrorCode.ArtifactInvalid, "artifact_invalid", ErrorClass.Rejected, 400, 3, false, BadRequest),
        new(ErrorCode.UploadCorrupt, "upload_corrupt", ErrorClass.Rejected, 400, 3, false, BadRequest),
        new(ErrorCode.UploadOffsetMismatch, "upload_offset_mismatch", ErrorClass.Rejected, 409, 9, false, BadRequest),
        new(ErrorCode.AuditCopyRefused, "audit_copy_refused", ErrorClass.Rejected, 409, 9, false, BadRequest),
        new(ErrorCode.ReviewNotFound, "review_not_found", ErrorClass.Rejected, 404, 5, false, BadRequest),
        new(ErrorCode.ReviewDecided, "review_decided", ErrorClass.Rejected, 409, 9, false, BadRequest),
        new(ErrorCode.SessionVersionMismatch, "session_version_mismatch", ErrorClass.Rejected, 409, 10, false, BadRequest),
        new(ErrorCode.SessionBusy, "session_busy", ErrorClass.Rejected, 409, 10, true, BadRequest),
        new(ErrorCode.RouteNotFound, "route_not_found", ErrorClass.Rejected, 404, 12, false, BadRequest),
        new(ErrorCode.MethodNotAllowed, "method_not_allowed", ErrorClass.Rejected, 405, 12, false, BadRequest),
        new(ErrorCode.InvalidApiKey, "invalid_api_key", ErrorClass.Rejected, 401, 16, false, BadRequest),
        new(ErrorCode.PermissionDenied, "permission_denied", ErrorClass.Rejected, 403, 7, false, BadRequest),
        new(ErrorCode.RateLimitExceeded, "rate_limit_exceeded", ErrorClass.Rejected, 429, 8, true, "rate_limit_error"),
        new(ErrorCode.QuotaExceeded, "quota_exceeded", ErrorClass.Rejected, 429, 8, false, "insufficient_quota"),
        new(ErrorCode.Overloaded, "overloaded", ErrorClass.Rejected, 429, 8, true, "rate_limit_error"),
        new(ErrorCode.ShuttingDown, "shutting_down", ErrorClass.Rejected, 503, 14, true, ServerError),
        new(ErrorCode.DeadlineExceeded, "deadline_exceeded", ErrorClass.Evicted, 504, 4, true, ServerError),
        new(ErrorCode.ClientGone, "client_gone", ErrorClass.Evicted, 499, 1, true, ServerError),
        new(ErrorCode.ControlPlaneUnavailable, "control_plane_unavailable", ErrorClass.Failed, 503, 14, true, ServerError),
        new(ErrorCode.ArtifactUnavailable, "artifact_unavailable", ErrorClass.Failed, 503, 14, true, ServerError),
        new(ErrorCode.AuditUnavailable, "audit_unavailable", ErrorClass.Failed, 503, 14, true, ServerError),
        new(ErrorCode.ArtifactCorrupt, "artifact_corrupt", ErrorClass.Failed, 502, 15, false, ServerError),
        new(ErrorCode.NodeLost, "node_lost", ErrorClass.Evicted, 503, 14, true, ServerError),
        new(ErrorCode.EngineFailed, "engine_failed", ErrorClass.Failed, 500, 13, true, ServerError),
        new(ErrorCode.Internal, "internal_error", ErrorClass.Failed, 500, 13, false, ServerError),
    ];
}
