using System.Text.Json;
using FinCluster.Core.Tenants;
using FinCluster.Gateway.Admission;
using FinCluster.Gateway.Chat;
using FinCluster.Gateway.Hosting;
using FinCluster.Gateway.OpenAi.Answers;
using FinCluster.Gateway.OpenAi.Requests;
using FinCluster.Gateway.Tenants;
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

        await using AnswerGroup group = await AnswerGroup.BeginAsync(
            chat, Commands(request, http), request.Choices, http.RequestAborted);
        var format = new TextFormat(headers.Create(http, "cmpl-", group), group.Turns.Count);
        await (request.Stream
            ? writer.WriteStreamAsync(http, group, format, request.IncludeUsage)
            : AnswerWriter.WriteWholeAsync(http, group, format));
    }

    // As in OpenAI's API: all answers to the first prompt, then all to the second.
    private static IEnumerable<ChatCommand> Commands(CompletionRequest request, HttpContext http)
    {
        RequestCaller caller = Caller.Of(http);
        SloClass value = RequestHeaders.ReadClass(http, caller);
        TimeSpan? limit = RequestHeaders.ReadTimeout(http);
        return request.Prompts.SelectMany(prompt => Enumerable.Range(0, request.Choices).Select(index => new ChatCommand
        {
            Caller = caller,
            Class = value,
            TimeLimit = limit,
            Model = request.Model,
            Prompt = prompt,
            Sampling = request.Sampling with { Seed = unchecked(request.Sampling.Seed + (ulong)index) },
            Stop = request.Stop,
            Constraint = request.Constraint,
            TopLogProbs = request.TopLogProbs,
        }));
    }
}
