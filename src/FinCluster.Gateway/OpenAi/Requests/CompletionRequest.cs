using System.Text.Json;
using FinCluster.Core.Engine;
using FinCluster.Core.Errors;
using FinCluster.Gateway.Chat;
using Microsoft.AspNetCore.Http;

namespace FinCluster.Gateway.OpenAi.Requests;

/// <summary>The body of POST /v1/completions.</summary>
internal sealed record CompletionRequest : AnswerRequest
{
    // OpenAI's default; without it a plain completion would run on to the end of the context.
    private const int DefaultMaxTokens = 16;

    private const int MaxPrompts = 16;

    public required IReadOnlyList<Prompt> Prompts { get; init; }

    /// <summary>Reads a body.</summary>
    /// <exception cref="RequestException">A field is missing or wrong.</exception>
    public static CompletionRequest Read(JsonElement json)
    {
        var body = new JsonFields(json, "");
        RefuseUnsupported(body);
        (bool stream, bool includeUsage) = GenerationFields.Streaming(body);
        StopConditions stop = GenerationFields.Stop(body);
        IReadOnlyList<Prompt> prompts = ReadPrompts(body);
        int choices = GenerationFields.Choices(body);
        return new CompletionRequest
        {
            Model = body.String("model"),
            User = UserName.Check(body.String("user")),
            Prompts = prompts,
            Sampling = GenerationFields.Sampling(body),
            Stop = stop with { MaxTokens = stop.MaxTokens ?? DefaultMaxTokens },
            Constraint = GenerationFields.Constraint(body),
            TopLogProbs = LogProbs(body),
            Choices = prompts.Count * choices <= GenerationFields.MaxChoices
                ? choices
                : throw RequestException.Invalid("n", $"n times the number of prompts must be at most {GenerationFields.MaxChoices}"),
            Stream = stream,
            IncludeUsage = includeUsage,
        };
    }

    /// <summary>Makes the commands of the answers.</summary>
    public IEnumerable<ChatCommand> Commands(HttpContext http) => Commands(http, Prompts);

    private static void RefuseUnsupported(in JsonFields body)
    {
        if (body.Boolean("echo") == true || body.String("suffix") is { Length: > 0 })
        {
            string name = body.Boolean("echo") == true ? "echo" : "suffix";
            throw new RequestException(ErrorCode.Unsupported, $"{name} is not supported", name);
        }

        if (body.Integer("best_of") is { } bestOf && bestOf != (body.Integer("n") ?? 1))
        {
            throw new RequestException(ErrorCode.Unsupported, "best_of is not supported beyond n", "best_of");
        }
    }

    private static int? LogProbs(in JsonFields body) => body.Integer("logprobs") switch
    {
        null => null,
        >= 0 and <= RequestValidator.MaxTopLogProbs and int count => count,
        int count => throw RequestException.Invalid(
            "logprobs", $"logprobs must be between 0 and {RequestValidator.MaxTopLogProbs}, it is {count}"),
    };

    private static IReadOnlyList<Prompt> ReadPrompts(in JsonFields body)
    {
        IReadOnlyList<Prompt> prompts = PromptInput.Read(body, "prompt", parseControlTokens: true);
        return prompts.Count <= MaxPrompts
            ? prompts
            : throw RequestException.Invalid("prompt", $"prompt has {prompts.Count} texts, but at most {MaxPrompts} are allowed");
    }
}
