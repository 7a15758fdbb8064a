using System.Text.Json;
using FinCluster.Core.Catalog;
using FinCluster.Core.Catalog.Releases;
using FinCluster.Core.Errors;
using FinCluster.Gateway.OpenAi;
using FinCluster.Gateway.OpenAi.Requests;
using FinCluster.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FinCluster.Gateway.Admin.Models;

/// <summary>/admin/v1: the catalog for administrators, in the JSON that <c>fincluster models --json</c> prints.</summary>
internal sealed class ModelEndpoints(ModelAdministration models)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/admin/v1/catalog", (RequestDelegate)(http => ReadAsync(http, "get_catalog", null, CatalogReport.Of)));
        routes.MapGet("/admin/v1/aliases/{alias}", (RequestDelegate)GetAliasAsync);
        routes.MapGet("/admin/v1/aliases/{alias}/history", (RequestDelegate)GetHistoryAsync);
        routes.MapGet("/admin/v1/releases/{release}", (RequestDelegate)GetReleaseAsync);
        routes.MapGet("/admin/v1/artifacts/{artifact}", (RequestDelegate)GetArtifactAsync);
        routes.MapGet("/admin/v1/diff", (RequestDelegate)DiffAsync);
        routes.MapPost("/admin/v1/releases", (RequestDelegate)(http => ChangeAsync(http, "push_release", null, ReleaseFields.Read)));
        routes.MapPost("/admin/v1/aliases/{alias}/promote", (RequestDelegate)(http => MoveAsync(http, "promote", MoveFields.Promote)));
        routes.MapPost("/admin/v1/aliases/{alias}/rollback", (RequestDelegate)(http => MoveAsync(http, "roll_back", MoveFields.RollBack)));
        routes.MapPost("/admin/v1/aliases/{alias}/canary", (RequestDelegate)(http => MoveAsync(http, "start_canary", MoveFields.StartCanary)));
        routes.MapPost(
            "/admin/v1/aliases/{alias}/canary/promote",
            (RequestDelegate)(http => MoveAsync(http, "end_canary", (alias, body) => MoveFields.EndCanary(alias, body, isPromoted: true))));
        routes.MapPost(
            "/admin/v1/aliases/{alias}/canary/abort",
            (RequestDelegate)(http => MoveAsync(http, "end_canary", (alias, body) => MoveFields.EndCanary(alias, body, isPromoted: false))));
    }

    private Task GetAliasAsync(HttpContext http)
    {
        string name = Value(http, "alias");
        return ReadAsync(http, "get_alias", name, catalog => AliasReport.Of(FindAlias(catalog, name)));
    }

    private Task GetHistoryAsync(HttpContext http)
    {
        string name = Value(http, "alias");
        return ReadAsync(
            http, "get_history", name, catalog => new AliasEntryList("list", [.. FindAlias(catalog, name).History.Select(AliasEntryReport.Of)]));
    }

    private Task GetReleaseAsync(HttpContext http)
    {
        string name = Value(http, "release");
        return ReadAsync(http, "get_release", name, catalog => ReleaseReport.Of(FindRelease(catalog, name, "release")));
    }

    private Task GetArtifactAsync(HttpContext http)
    {
        string name = Value(http, "artifact");
        return ReadAsync(http, "get_artifact", name, catalog => ArtifactReport.Of(CatalogReference.FindArtifact(catalog, name, null).Require("artifact")));
    }

    private Task DiffAsync(HttpContext http)
    {
        string before = Query(http, "before"), after = Query(http, "after");
        return ReadAsync(http, "diff_releases", $"{before}/{after}", catalog => new ReleaseDifferenceList(
            "list", [.. ReleaseDiff.Between(FindRelease(catalog, before, "before").Release, FindRelease(catalog, after, "after").Release)]));
    }

    private Task MoveAsync(HttpContext http, string operation, Func<string, JsonFields, Func<CatalogSnapshot, CatalogCommand>> read)
    {
        string alias = Value(http, "alias");
        return ChangeAsync(http, operation, alias, body => read(alias, body));
    }

    private async Task ChangeAsync(HttpContext http, string operation, string? subject, Func<JsonFields, Func<CatalogSnapshot, CatalogCommand>> read)
    {
        Func<CatalogSnapshot, CatalogCommand> command;
        using (JsonDocument document = await JsonBody.ReadAsync(http.Request, http.RequestAborted))
        {
            command = read(new JsonFields(document.RootElement, ""));
        }

        CatalogResult result = await models.ChangeAsync(AdminCaller.Of(http), operation, subject, command, http.RequestAborted);
        await JsonResponse.WriteAsync(http.Response, StatusCodes.Status200OK, ChangeReport.Of(result));
    }

    private async Task ReadAsync<T>(HttpContext http, string operation, string? subject, Func<CatalogSnapshot, T> read)
        where T : class =>
        await JsonResponse.WriteAsync(
            http.Response, StatusCodes.Status200OK, await models.ReadAsync(AdminCaller.Of(http), operation, subject, read, http.RequestAborted));

    private static Core.Catalog.Aliases.CatalogAlias FindAlias(CatalogSnapshot catalog, string name) =>
        catalog.FindAlias(name).Require("alias", $"there is no alias '{name}'");

    private static ReleaseRecord FindRelease(CatalogSnapshot catalog, string name, string field) =>
        catalog.FindRelease(CatalogReference.FindRelease(catalog, name).Require(field))!;

    private static string Value(HttpContext http, string name) => (string?)http.GetRouteValue(name) ?? "";

    private static string Query(HttpContext http, string name) =>
        (string?)http.Request.Query[name] ?? throw RequestException.Invalid(name, $"{name} is missing");
}
