using System.Globalization;
using System.Text.Json;
using FinCluster.Core.Engine;
using FinCluster.Core.Errors;
using FinCluster.Gateway.Chat;

namespace FinCluster.Gateway.OpenAi.Requests;

/// <summary>Reads the fields that chat and text completions share.</summary>
/// <remarks>
/// Beside OpenAI's own these are vLLM's top_k, min_p, repetition_penalty, min_tokens, ignore_eos, stop_token_ids and
/// include_stop_str_in_output, and llama-server's grammar.
/// </remarks>
internal static class GenerationFields
{
    public const int MaxChoices = 16;

    public static SamplingOptions Sampling(in JsonFields body)
    {
        var defaults = new SamplingOptions();
        return new SamplingOptions
        {
            Temperature = body.Number("temperature") ?? defaults.Temperature,
            TopK = TopK(body),
            TopP = body.Number("top_p") ?? defaults.TopP,
            MinP = body.Number("min_p") ?? defaults.MinP,
            RepetitionPenalty = body.Number("repetition_penalty") ?? defaults.RepetitionPenalty,
            FrequencyPenalty = body.Number("frequency_penalty") ?? defaults.FrequencyPenalty,
            PresencePenalty = body.Number("presence_penalty") ?? defaults.PresencePenalty,
            LogitBias = LogitBias(body),
            Seed = body.LongInteger("seed") is { } seed ? unchecked((ulong)seed) : ChatService.NewSeed(),
        };
    }

    public static StopConditions Stop(in JsonFields body) => new()
    {
        MaxTokens = MaxTokens(body),
        MinTokens = body.Integer("min_tokens") ?? 0,
        IgnoreEndOfSequence = body.Boolean("ignore_eos") ?? false,
        StopStrings = StopStrings(body),
        StopTokens = StopTokens(body),
        IncludeStopString = body.Boolean("include_stop_str_in_output") ?? false,
    };

    /// <summary>Reads <c>response_format</c> and <c>grammar</c>, of which one may be there.</summary>
    public static OutputConstraint? Constraint(in JsonFields body)
    {
        OutputConstraint? format = ResponseFormat(body);
        if (body.String("grammar") is not { } grammar)
        {
            return format;
        }

        return format is null
            ? new GrammarConstraint(grammar)
            : throw RequestException.Invalid("grammar", "grammar and response_format cannot both constrain the output");
    }

    /// <summary>Reads <c>n</c>, the number of answers.</summary>
    public static int Choices(in JsonFields body) => body.Integer("n") switch
    {
        null => 1,
        >= 1 and <= MaxChoices and int n => n,
        int n => throw RequestException.Invalid("n", $"n must be between 1 and {MaxChoices}, it is {n}"),
    };

    /// <summary>Reads <c>stream</c> and <c>stream_options.include_usage</c>.</summary>
    public static (bool Stream, bool IncludeUsage) Streaming(in JsonFields body)
    {
        bool stream = body.Boolean("stream") ?? false;
        if (body.Object("stream_options") is not { } options)
        {
            return (stream, false);
        }

        return stream
            ? (true, options.Boolean("include_usage") ?? false)
            : throw RequestException.Invalid("stream_options", "stream_options needs stream to be true");
    }

    // vLLM writes "all" as -1, llama-server as 0.
    private static int TopK(in JsonFields body) => body.Integer("top_k") is { } topK ? (topK == -1 ? 0 : topK) : 0;

    private static Dictionary<TokenId, float> LogitBias(in JsonFields body)
    {
        var biases = new Dictionary<TokenId, float>();
        if (body.Object("logit_bias") is { } fields)
        {
            foreach (string name in fields.Names)
            {
                if (!int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int token))
                {
                    throw RequestException.Invalid("logit_bias", $"logit_bias has the key '{Shorten(name)}', which is no token id");
                }

                biases[new TokenId(token)] = (float)fields.Number(name)!.Value;
            }
        }

        return biases;
    }

    /// <summary>Reads <c>max_completion_tokens</c>, or <c>max_tokens</c> as it was called before. Both are checked, the newer one counts.</summary>
    private static int? MaxTokens(in JsonFields body)
    {
        int? former = Positive(body, "max_tokens");
        return Positive(body, "max_completion_tokens") ?? former;
    }

    private static int? Positive(in JsonFields body, string name) => body.Integer(name) is not { } value ? null
        : value > 0 ? value
        : throw RequestException.Invalid(name, $"{name} must be at least 1, it is {value}");

    private static IReadOnlyList<string> StopStrings(in JsonFields body) => body.Find("stop") switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } array => [.. array.EnumerateArray().Select(item => JsonFields.ReadString(item, "stop"))],
        { } single => [JsonFields.ReadString(single, "stop")],
    };

    private static IReadOnlyList<TokenId> StopTokens(in JsonFields body) =>
        [.. (body.Array("stop_token_ids") ?? []).Select(item => new TokenId(JsonFields.ReadInteger(item, "stop_token_ids")))];

    private static OutputConstraint? ResponseFormat(in JsonFields body)
    {
        if (body.Object("response_format") is not { } format)
        {
            return null;
        }

        switch (format.String("type"))
        {
            case "text":
                return null;
            case "json_object":
                return new JsonObjectConstraint();
            case "json_schema":
                JsonFields wrapper = format.Object("json_schema") ?? throw format.Missing("json_schema");
                return new JsonSchemaConstraint(wrapper.RawText("schema") ?? throw wrapper.Missing("schema"));
            default:
                throw RequestException.Invalid("response_format.type", "response_format.type must be 'text', 'json_object' or 'json_schema'");
        }
    }

    private static string Shorten(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
