using System.Text.Json;
using FinCluster.Gateway.Chat;
using FinCluster.Gateway.OpenAi.Answers;
using FinCluster.Gateway.OpenAi.Requests;
using Microsoft.AspNetCore.Http;

namespace FinCluster.Gateway.OpenAi.Endpoints;

/// <summary>POST /v1/completions.</summary>
internal sealed class CompletionsEndpoint(ChatService chat, AnswerWriter writer, AnswerHeaders headers)
{
    public async Task HandleAsync(HttpContext http)
    {
        CompletionRequest request;
        using (JsonDocument body = await JsonBody.ReadAsync(http.Request, http.RequestAborted))
        {
            request = CompletionRequest.Read(body.RootElement);
        }

        await using AnswerGroup group = await AnswerGroup.BeginAsync(chat, request.Commands(http), request.Choices, http.RequestAborted);
        var format = new TextFormat(headers.Create(http, "cmpl-", group), group.Turns.Count);
        await (request.Stream
            ? writer.WriteStreamAsync(http, group, format, request.IncludeUsage)
            : AnswerWriter.WriteWholeAsync(http, group, format));
    }
}
