using System.Text.Json;
using FinCluster.Gateway.Chat;
using FinCluster.Gateway.OpenAi.Answers;
using FinCluster.Gateway.OpenAi.Requests;
using Microsoft.AspNetCore.Http;

namespace FinCluster.Gateway.OpenAi.Endpoints;

/// <summary>POST /v1/chat/completions.</summary>
internal sealed class ChatCompletionsEndpoint(ChatService chat, AnswerWriter writer, AnswerHeaders headers)
{
    public async Task HandleAsync(HttpContext http)
    {
        ChatCompletionRequest request;
        using (JsonDocument body = await JsonBody.ReadAsync(http.Request, http.RequestAborted))
        {
            request = ChatCompletionRequest.Read(body.RootElement);
        }

        await using AnswerGroup group = await AnswerGroup.BeginAsync(chat, request.Commands(http), request.Choices, http.RequestAborted);
        var format = new ChatFormat(headers.Create(http, "chatcmpl-", group));
        await (request.Stream
            ? writer.WriteStreamAsync(http, group, format, request.IncludeUsage)
            : AnswerWriter.WriteWholeAsync(http, group, format));
    }
}
