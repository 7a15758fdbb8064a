using System.Text.Json;
using FinCluster.Core.Engine;
using FinCluster.Core.Tenants;
using FinCluster.Gateway.Admission;
using FinCluster.Gateway.Chat;
using FinCluster.Gateway.Hosting;
using FinCluster.Gateway.OpenAi.Answers;
using FinCluster.Gateway.OpenAi.Requests;
using FinCluster.Gateway.Tenants;
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

        await using AnswerGroup group = await AnswerGroup.BeginAsync(
            chat, Commands(request, http), request.Choices, http.RequestAborted);
        var format = new ChatFormat(headers.Create(http, "chatcmpl-", group));
        await (request.Stream
            ? writer.WriteStreamAsync(http, group, format, request.IncludeUsage)
            : AnswerWriter.WriteWholeAsync(http, group, format));
    }

    // Each answer of a request has a seed of its own; all of them follow from the request's.
    private static IEnumerable<ChatCommand> Commands(ChatCompletionRequest request, HttpContext http)
    {
        RequestCaller caller = Caller.Of(http);
        SloClass value = RequestHeaders.ReadClass(http, caller);
        TimeSpan? limit = RequestHeaders.ReadTimeout(http);
        return Enumerable.Range(0, request.Choices).Select(index => new ChatCommand
        {
            Caller = caller,
            Class = value,
            TimeLimit = limit,
            Model = request.Model,
            Prompt = new ChatPrompt(request.Messages),
            Sampling = request.Sampling with { Seed = unchecked(request.Sampling.Seed + (ulong)index) },
            Stop = request.Stop,
            Constraint = request.Constraint,
            TopLogProbs = request.TopLogProbs,
            Session = request.Session,
            DropOldestTurns = request.DropOldestTurns,
        });
    }
}
