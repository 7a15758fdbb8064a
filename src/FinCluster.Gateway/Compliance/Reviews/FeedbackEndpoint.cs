using System.Text.Json;
using FinCluster.Core.Errors;
using FinCluster.Gateway.Hosting;
using FinCluster.Gateway.OpenAi;
using FinCluster.Gateway.OpenAi.Requests;
using FinCluster.Gateway.OpenAi.Responses;
using Microsoft.AspNetCore.Http;

namespace FinCluster.Gateway.Compliance.Reviews;

/// <summary>POST /v1/feedback, an extension of OpenAI's API.</summary>
internal sealed class FeedbackEndpoint(FeedbackService feedback)
{
    public async Task HandleAsync(HttpContext http)
    {
        using JsonDocument document = await JsonBody.ReadAsync(http.Request, http.RequestAborted);
        var body = new JsonFields(document.RootElement, "");
        var given = new GivenFeedback(
            body.String("request_id") ?? throw body.Missing("request_id"),
            body.String("rating") switch
            {
                "up" => true,
                "down" => false,
                _ => throw RequestException.Invalid("rating", "rating must be 'up' or 'down'"),
            })
        {
            Comment = body.String("comment"),
            Correction = body.String("correction"),
            Question = body.String("question"),
            Answer = body.String("answer"),
            User = body.String("user"),
        };
        string id = await feedback.GiveAsync(Caller.Tenant(http), given, http.RequestAborted);
        await JsonResponse.WriteAsync(http.Response, StatusCodes.Status201Created, new FeedbackObject(id, "feedback", given.Request));
    }
}
