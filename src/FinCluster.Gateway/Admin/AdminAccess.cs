using FinCluster.Core.Errors;
using FinCluster.Core.Tenants;
using FinCluster.Gateway.Hosting;
using FinCluster.Gateway.Tenants;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FinCluster.Gateway.Admin;

/// <summary>Decides who is an administrator. Thread-safe.</summary>
/// <remarks>
/// With an administrator key, whoever has it, from wherever; without one, whoever calls from the gateway's own machine. Tenants share the
/// cluster, so a tenant's key is never enough.
/// </remarks>
internal sealed partial class AdminAccess(TenantCache tenants, IOptions<GatewayOptions> options, ILogger<AdminAccess> logger)
{
    /// <summary>The path under which every HTTP request is an administrator's.</summary>
    public const string Path = "/admin";

    private readonly AdminKey? _key = options.Value.AdminKey;

    /// <summary>Lets an administrator in, or refuses the caller.</summary>
    /// <exception cref="RequestException">The caller is no administrator.</exception>
    public async ValueTask<AdminCaller> DemandAsync(HttpContext http)
    {
        if (_key is null)
        {
            return LoopbackCalls.IsDirect(http)
                ? new AdminCaller(AdminProof.Loopback, http.Connection.RemoteIpAddress)
                : throw Refuse(http, new RequestException(
                    ErrorCode.PermissionDenied,
                    "this gateway has no administrator key, so only callers on its own machine may do this: directly, "
                    + "and by a loopback address or 'localhost'"));
        }

        // The key is not repeated: errors are logged and shown.
        ReadOnlyMemory<char> presented = BearerToken.Of(http);
        return presented.Length > 0 && _key.Matches(presented.Span)
            ? new AdminCaller(AdminProof.Key, http.Connection.RemoteIpAddress)
            : throw Refuse(http, await RefusalAsync(presented, http.RequestAborted));
    }

    private async ValueTask<RequestException> RefusalAsync(ReadOnlyMemory<char> presented, CancellationToken cancellationToken)
    {
        if (presented.Length == 0)
        {
            return new RequestException(
                ErrorCode.InvalidApiKey, "this needs the administrator key; send it as 'Authorization: Bearer …'", "authorization");
        }

        return ApiKey.TryHash(presented.Span, out ApiKeyHash hash) && await tenants.FindAsync(hash, cancellationToken) is not null
            ? new RequestException(ErrorCode.PermissionDenied, "this needs the administrator key; a tenant's API key is not enough", "authorization")
            : new RequestException(ErrorCode.InvalidApiKey, "the key is not the administrator key", "authorization");
    }

    private RequestException Refuse(HttpContext http, RequestException refusal)
    {
        LogRefused(logger, http.Connection.RemoteIpAddress, refusal.Kind.Name);
        return refusal;
    }

    [LoggerMessage(1051, LogLevel.Warning, "a call from {Address} is no administrator's and was refused: {Error}")]
    private static partial void LogRefused(ILogger logger, System.Net.IPAddress? address, string error);
}
