using System.Text.Json;
using FinCluster.Core.Engine;
using FinCluster.Core.Sessions;
using FinCluster.Gateway.Hosting;
using FinCluster.Gateway.OpenAi.Requests;
using FinCluster.Gateway.OpenAi.Responses;
using FinCluster.Gateway.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FinCluster.Gateway.OpenAi.Endpoints;

/// <summary>/v1/sessions: stored conversations, an extension of OpenAI's API.</summary>
internal sealed class SessionsEndpoint(SessionService sessions)
{
    public async Task CreateAsync(HttpContext http)
    {
        string? model = null;
        IReadOnlyList<ChatMessage> messages = [];
        if (JsonBody.IsPresent(http.Request))
        {
            using JsonDocument document = await JsonBody.ReadAsync(http.Request, http.RequestAborted);
            var body = new JsonFields(document.RootElement, "");
            model = body.String("model");
            messages = body.Find("messages") is null ? [] : ChatMessages.Read(body);
        }

        SessionSummary session = await sessions.CreateAsync(Caller.Tenant(http), model, messages, http.RequestAborted);
        await JsonResponse.WriteAsync(http.Response, StatusCodes.Status201Created, ToObject(session));
    }

    public async Task ListAsync(HttpContext http)
    {
        SessionPage page = await sessions.ListAsync(
            Caller.Tenant(http),
            PageLimit.Read(http.Request, SessionService.DefaultPageSize, SessionService.MaxPageSize),
            http.Request.Query["page_token"],
            http.RequestAborted);
        await JsonResponse.WriteAsync(
            http.Response, StatusCodes.Status200OK, new SessionList("list", [.. page.Sessions.Select(ToObject)], page.Next));
    }

    public async Task GetAsync(HttpContext http)
    {
        SessionRecord session = await sessions.GetAsync(Caller.Tenant(http), Id(http), http.RequestAborted);
        SessionMessage[] messages = [.. session.Messages.Select(
            message => new SessionMessage(message.Role.ToString().ToLowerInvariant(), message.Content))];
        await JsonResponse.WriteAsync(http.Response, StatusCodes.Status200OK, ToObject(session.Summary) with { Messages = messages });
    }

    public async Task DeleteAsync(HttpContext http)
    {
        SessionId id = Id(http);
        await sessions.DeleteAsync(Caller.Tenant(http), id, http.RequestAborted);
        await JsonResponse.WriteAsync(http.Response, StatusCodes.Status200OK, new DeletedSession(id.Value, "session.deleted", true));
    }

    private static SessionId Id(HttpContext http) => SessionService.ParseId((string?)http.GetRouteValue("id"));

    private static SessionObject ToObject(SessionSummary session) => new(
        session.Id.Value, "session", session.Version, session.Model, session.MessageCount,
        session.CreatedAt.ToUnixTimeSeconds(), session.UpdatedAt.ToUnixTimeSeconds());
}
