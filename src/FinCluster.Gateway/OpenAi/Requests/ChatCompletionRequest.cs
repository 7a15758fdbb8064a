using System.Text.Json;
using FinCluster.Core.Engine;
using FinCluster.Core.Errors;
using FinCluster.Core.Refinement;
using FinCluster.Core.Sessions;
using FinCluster.Gateway.Chat;
using FinCluster.Gateway.Sessions;
using Microsoft.AspNetCore.Http;

namespace FinCluster.Gateway.OpenAi.Requests;

/// <summary>The body of POST /v1/chat/completions.</summary>
internal sealed record ChatCompletionRequest : AnswerRequest
{
    // Fields that change what the answer means. Passing over them would answer another question than the one that was asked.
    private static readonly string[] Unsupported = ["tools", "functions", "audio", "modalities", "prediction", "web_search_options"];

    public required IReadOnlyList<ChatMessage> Messages { get; init; }

    public required SessionReference? Session { get; init; }

    public required bool? DropOldestTurns { get; init; }

    /// <summary>Gets what a second model shall correct; null for nothing.</summary>
    public required RefinementWish? Refinement { get; init; }

    /// <summary>Reads a body.</summary>
    /// <exception cref="RequestException">A field is missing or wrong.</exception>
    public static ChatCompletionRequest Read(JsonElement json)
    {
        var body = new JsonFields(json, "");
        RefuseUnsupported(body);
        (bool stream, bool includeUsage) = GenerationFields.Streaming(body);
        var request = new ChatCompletionRequest
        {
            Model = body.String("model"),
            User = UserName.Check(body.String("user")),
            Messages = ChatMessages.Read(body),
            Sampling = GenerationFields.Sampling(body),
            Stop = GenerationFields.Stop(body),
            Constraint = GenerationFields.Constraint(body),
            TopLogProbs = LogProbs(body),
            Session = ReadSession(body),
            DropOldestTurns = Truncation(body),
            Refinement = ReadRefinement(body),
            Choices = GenerationFields.Choices(body),
            Stream = stream,
            IncludeUsage = includeUsage,
        };
        return request.Session is null || request.Choices == 1
            ? request
            : throw RequestException.Invalid("n", "a session stores one answer, so n must be 1");
    }

    /// <summary>Makes the commands of the answers.</summary>
    public IEnumerable<ChatCommand> Commands(HttpContext http) =>
        Commands(http, [new ChatPrompt(Messages)]).Select(command => command with
        {
            Session = Session,
            DropOldestTurns = DropOldestTurns,
            Refinement = Refinement,
        });

    private static void RefuseUnsupported(in JsonFields body)
    {
        foreach (string name in Unsupported)
        {
            if (body.Find(name) is { } value && !(value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 0))
            {
                throw new RequestException(ErrorCode.Unsupported, $"{name} is not supported", name);
            }
        }
    }

    private static int? LogProbs(in JsonFields body)
    {
        bool wanted = body.Boolean("logprobs") ?? false;
        int? top = body.Integer("top_logprobs");
        return wanted ? top ?? 0
            : top is null ? null
            : throw RequestException.Invalid("top_logprobs", "top_logprobs needs logprobs to be true");
    }

    /// <summary>Reads the extension <c>session</c>: an id, or an object with an id and the version that is expected.</summary>
    private static SessionReference? ReadSession(in JsonFields body)
    {
        switch (body.Find("session"))
        {
            case null:
                return null;
            case { ValueKind: JsonValueKind.String } id:
                return new SessionReference(SessionService.ParseId(JsonFields.ReadString(id, "session")), null);
            default:
                JsonFields session = body.Object("session")!.Value;
                SessionId parsed = SessionService.ParseId(session.String("id") ?? throw session.Missing("id"));
                return new SessionReference(parsed, session.LongInteger("version"));
        }
    }

    /// <summary>Reads the extensions <c>refine</c>, a list of fields, and <c>refine_model</c>.</summary>
    private static RefinementWish? ReadRefinement(in JsonFields body)
    {
        if (body.Array("refine") is not { } names)
        {
            return body.String("refine_model") is null ? null : throw body.Missing("refine");
        }

        string path = body.PathOf("refine");
        return new RefinementWish(
            RefineFields.Parse([.. names.Select((name, index) => JsonFields.ReadString(name, $"{path}[{index}]"))]), body.String("refine_model"));
    }

    /// <summary>Reads the extension <c>truncation</c>, which has the values of OpenAI's responses API.</summary>
    private static bool? Truncation(in JsonFields body) => body.String("truncation") switch
    {
        null => null,
        "auto" => true,
        "disabled" => false,
        _ => throw RequestException.Invalid("truncation", "truncation must be 'auto' or 'disabled'"),
    };
}
