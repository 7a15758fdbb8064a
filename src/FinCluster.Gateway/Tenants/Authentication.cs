using FinCluster.Core.Errors;
using FinCluster.Core.Tenants;
using FinCluster.Gateway.Admin;
using FinCluster.Gateway.Compliance.Copies;
using FinCluster.Gateway.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FinCluster.Gateway.Tenants;

/// <summary>Finds out who sends a request, by <c>Authorization: Bearer fk_…</c>, or, under /admin, whether it is an administrator, and under /audit, which site. Thread-safe.</summary>
internal sealed partial class Authentication(TenantCache tenants, AdminAccess admin, IOptions<GatewayOptions> options, ILogger<Authentication> logger)
{
    /// <summary>Notes the caller of an HTTP request, or refuses it.</summary>
    /// <exception cref="RequestException">The request has no good API key, though tenants are defined, or needs an administrator and has none.</exception>
    public async Task InvokeHttpAsync(HttpContext http, RequestDelegate next)
    {
        if (http.Request.Path.StartsWithSegments(AdminAccess.Path))
        {
            http.Features.Set(await admin.DemandAsync(http));
        }
        else if (http.Request.Path.StartsWithSegments(SiteCaller.Path))
        {
            http.Features.Set(SiteCaller.Demand(http, options.Value.SiteKeys));
        }

        // Probes and scrapers of the machine room have no key.
        else if (http.Request.Path != "/health" && http.Request.Path != "/metrics")
        {
            AuthenticationOutcome outcome = await FindAsync(http);
            http.Features.Set(outcome);
            if (outcome.Refusal is { } refusal)
            {
                throw refusal;
            }
        }

        await next(http);
    }

    /// <summary>Notes the caller of a gRPC call. Methods refuse by asking for it, so that the error gets the status that gRPC has for it.</summary>
    public async Task InvokeGrpcAsync(HttpContext http, RequestDelegate next)
    {
        http.Features.Set(await FindAsync(http));
        await next(http);
    }

    private static RequestException Refusal(string message) => new(ErrorCode.InvalidApiKey, message, "authorization");

    private async ValueTask<AuthenticationOutcome> FindAsync(HttpContext http)
    {
        if (!tenants.NeedsKey)
        {
            return await FindEarlyAsync(http) ?? new AuthenticationOutcome(RequestCaller.Local(), null);
        }

        if (string.IsNullOrEmpty(http.Request.Headers.Authorization))
        {
            return new AuthenticationOutcome(null, Refusal("the request has no API key; send it as 'Authorization: Bearer fk_…'"));
        }

        // The key is not repeated: errors are logged and shown.
        return ApiKey.TryHash(BearerToken.Of(http).Span, out ApiKeyHash hash) ? await FindTenantAsync(hash, http.RequestAborted) : Unknown();
    }

    // The first tenant's caller may be faster than the news that there is one; its requests count as its own nevertheless. Clients of other servers
    // send made-up keys, which do not look like ours, and nobody is asked about those.
    private async ValueTask<AuthenticationOutcome?> FindEarlyAsync(HttpContext http)
    {
        if (tenants.IgnoresKeys || !ApiKey.TryHash(BearerToken.Of(http).Span, out ApiKeyHash hash))
        {
            return null;
        }

        AuthenticationOutcome outcome = await FindTenantAsync(hash, http.RequestAborted);
        return outcome.Caller is null ? null : outcome;
    }

    private static AuthenticationOutcome Unknown() => new(null, Refusal("the API key is unknown or revoked"));

    private async ValueTask<AuthenticationOutcome> FindTenantAsync(ApiKeyHash hash, CancellationToken cancellationToken)
    {
        try
        {
            return await tenants.FindAsync(hash, cancellationToken) is { } tenant
                ? new AuthenticationOutcome(new RequestCaller(tenant.Id, tenant.Limits, isMetered: true), null)
                : Unknown();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogNotChecked(logger, e);
            return new AuthenticationOutcome(
                null, new RequestException(ErrorCode.ControlPlaneUnavailable, "the API key cannot be checked at the moment", inner: e));
        }
    }

    [LoggerMessage(1044, LogLevel.Warning, "an API key cannot be looked up")]
    private static partial void LogNotChecked(ILogger logger, Exception error);
}
