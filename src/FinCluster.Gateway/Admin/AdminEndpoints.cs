using System.Text.Json;
using FinCluster.Core.Errors;
using FinCluster.Core.Tenants;
using FinCluster.Core.Tenants.Administration;
using FinCluster.Gateway.OpenAi;
using FinCluster.Gateway.OpenAi.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FinCluster.Gateway.Admin;

/// <summary>/admin/v1: tenants, keys and nodes for administrators, in JSON.</summary>
internal sealed class AdminEndpoints(Administration administration)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/admin/v1/tenants", (RequestDelegate)CreateTenantAsync);
        routes.MapGet("/admin/v1/tenants", (RequestDelegate)ListTenantsAsync);
        routes.MapGet("/admin/v1/tenants/{id}", (RequestDelegate)GetTenantAsync);
        routes.MapPut("/admin/v1/tenants/{id}/limits", (RequestDelegate)SetLimitsAsync);
        routes.MapPost("/admin/v1/tenants/{id}/keys", (RequestDelegate)CreateKeyAsync);
        routes.MapGet("/admin/v1/tenants/{id}/keys", (RequestDelegate)ListKeysAsync);
        routes.MapDelete("/admin/v1/tenants/{id}/keys/{key}", (RequestDelegate)RevokeKeyAsync);
        routes.MapGet("/admin/v1/nodes", (RequestDelegate)ListNodesAsync);
        routes.MapPost("/admin/v1/nodes/{id}/drain", (RequestDelegate)DrainNodeAsync);
    }

    private async Task CreateTenantAsync(HttpContext http)
    {
        string? id;
        TenantLimits limits;
        using (JsonDocument document = await JsonBody.ReadAsync(http.Request, http.RequestAborted))
        {
            var body = new JsonFields(document.RootElement, "");
            body.ThrowIfUnknown("id", "limits");
            id = body.String("id") ?? throw body.Missing("id");
            limits = body.Object("limits") is { } fields ? LimitFields.Read(fields) : TenantLimits.None;
        }

        TenantDetails tenant = await administration.CreateTenantAsync(AdminCaller.Of(http), id, limits, http.RequestAborted);
        await JsonResponse.WriteAsync(http.Response, StatusCodes.Status201Created, TenantObject.Of(tenant));
    }

    private async Task ListTenantsAsync(HttpContext http)
    {
        TenantPage page = await administration.ListTenantsAsync(
            AdminCaller.Of(http),
            PageLimit.Read(http.Request, ITenantAdministration.DefaultPageSize, ITenantAdministration.MaxPageSize),
            http.Request.Query["page_token"],
            http.RequestAborted);
        await WriteAsync(http, new TenantList("list", [.. page.Tenants.Select(TenantObject.Of)], page.Next));
    }

    private async Task GetTenantAsync(HttpContext http) => await WriteAsync(
        http, TenantObject.Of(await administration.GetTenantAsync(AdminCaller.Of(http), Value(http, "id"), http.RequestAborted)));

    private async Task SetLimitsAsync(HttpContext http)
    {
        TenantLimits limits;
        using (JsonDocument document = await JsonBody.ReadAsync(http.Request, http.RequestAborted))
        {
            limits = LimitFields.Read(new JsonFields(document.RootElement, ""));
        }

        TenantDetails tenant = await NamingFields(
            () => administration.SetLimitsAsync(AdminCaller.Of(http), Value(http, "id"), limits, http.RequestAborted));
        await WriteAsync(http, TenantObject.Of(tenant));
    }

    private async Task CreateKeyAsync(HttpContext http)
    {
        NewApiKey key = await administration.CreateKeyAsync(AdminCaller.Of(http), Value(http, "id"), http.RequestAborted);
        http.Response.Headers.CacheControl = "no-store";
        await JsonResponse.WriteAsync(http.Response, StatusCodes.Status201Created, ApiKeyObject.Of(key.Info) with { Key = key.Key });
    }

    private async Task ListKeysAsync(HttpContext http)
    {
        IReadOnlyList<ApiKeyInfo> keys = await administration.ListKeysAsync(AdminCaller.Of(http), Value(http, "id"), http.RequestAborted);
        await WriteAsync(http, new ApiKeyList("list", [.. keys.Select(ApiKeyObject.Of)]));
    }

    private async Task RevokeKeyAsync(HttpContext http)
    {
        string key = Value(http, "key");
        await administration.RevokeKeyAsync(AdminCaller.Of(http), Value(http, "id"), key, http.RequestAborted);
        await WriteAsync(http, new RevokedApiKey(key, "api_key.revoked", true));
    }

    private async Task ListNodesAsync(HttpContext http) => await WriteAsync(http, new NodeList(
        "list", [.. (await administration.ListNodesAsync(AdminCaller.Of(http), http.RequestAborted)).Select(NodeObject.Of)]));

    private async Task DrainNodeAsync(HttpContext http)
    {
        string id = Value(http, "id");
        await administration.DrainNodeAsync(AdminCaller.Of(http), id, http.RequestAborted);
        await WriteAsync(http, new DrainingNode(id, "node.draining", true));
    }

    private static Task WriteAsync(HttpContext http, object value) => JsonResponse.WriteAsync(http.Response, StatusCodes.Status200OK, value);

    private static string Value(HttpContext http, string name) => (string?)http.GetRouteValue(name) ?? "";

    // The body is the limits themselves here, so its fields have no path before them.
    private static async Task<TenantDetails> NamingFields(Func<Task<TenantDetails>> set)
    {
        try
        {
            return await set();
        }
        catch (RequestException e) when (e.Parameter?.StartsWith("limits.", StringComparison.Ordinal) is true)
        {
            throw new RequestException(e.Code, e.Message, e.Parameter["limits.".Length..], e);
        }
    }
}
