using System.Text.Json;
using FinCluster.Gateway.Chat;
using FinCluster.Gateway.OpenAi.Answers;
using FinCluster.Gateway.OpenAi.Requests;
using Microsoft.AspNetCore.Http;

namespace FinCluster.Gateway.OpenAi.Endpoints;

/// <summary>POST /v1/chat/completions.</summary>
internal sealed class ChatCompletionsEndpoint(ChatService chat, AnswerWriter writer, RefinedAnswerWriter refined, AnswerHeaders headers)
{
    public async Task HandleAsync(HttpContext http)
    {
        ChatCompletionRequest request;
        using (JsonDocument body = await JsonBody.ReadAsync(http.Request, http.RequestAborted))
        {
            request = ChatCompletionRequest.Read(body.RootElement);
        }

        ChatCommand[] commands = [.. request.Commands(http)];
        await using AnswerGroup group = await AnswerGroup.BeginAsync(chat, commands, request.Choices, http.RequestAborted);
        var format = new ChatFormat(headers.Create(http, "chatcmpl-", group));
        if (request.Refinement is { } wish)
        {
            await refined.WriteAsync(http, group, format, commands[0], wish);
            return;
        }

        await (request.Stream
            ? writer.WriteStreamAsync(http, group, format, request.IncludeUsage)
            : AnswerWriter.WriteWholeAsync(http, group, format));
    }
}
