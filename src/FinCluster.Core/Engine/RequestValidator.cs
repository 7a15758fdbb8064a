using System.Globalization;
using FinCluster.Core.Errors;

namespace FinCluster.Core.Engine;

/// <summary>Checks a request's own fields. What depends on the model (its context, its vocabulary) the engine checks.</summary>
public static class RequestValidator
{
    /// <summary>The most messages of one request, and of a new session; what a session has collected does not count.</summary>
    public const int MaxMessages = 2_048;

    /// <summary>The most characters of what a request asks with; of a request for vectors, of each text. No context holds as much.</summary>
    public const int MaxPromptCharacters = 1_048_576;

    /// <summary>The most alternatives that are reported for a token.</summary>
    public const int MaxTopLogProbs = 20;

    /// <summary>The most tokens with a bias.</summary>
    public const int MaxLogitBiases = 300;

    /// <summary>The most stop strings.</summary>
    public const int MaxStopStrings = 16;

    /// <summary>The longest stop string, in characters.</summary>
    public const int MaxStopStringLength = 256;

    /// <summary>The most stop tokens.</summary>
    public const int MaxStopTokens = 64;

    /// <summary>The longest grammar or schema, in characters.</summary>
    public const int MaxConstraintLength = 65_536;

    /// <summary>The most texts of one embedding request.</summary>
    public const int MaxEmbeddingInputs = 2_048;

    /// <summary>Throws <see cref="RequestException"/> for the first field that is out of range.</summary>
    public static void Validate(GenerationRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        ValidatePrompt(request.Prompt);
        ValidateSampling(request.Sampling);
        ValidateStop(request.Stop);
        ValidateConstraint(request.Constraint);
        InRange("top_logprobs", request.TopLogProbs ?? 0, 0, MaxTopLogProbs);
        if (request.TimeLeft is { } left && left <= TimeSpan.Zero)
        {
            throw new RequestException(ErrorCode.DeadlineExceeded, "the deadline has passed");
        }
    }

    /// <summary>Throws <see cref="RequestException"/> when a client sends more than any context holds: before its text is looked into, which takes time.</summary>
    public static void ValidateSize(Prompt prompt)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        switch (prompt)
        {
            case ChatPrompt chat:
                ValidateSize(chat.Messages);
                break;
            case TextPrompt text:
                ValidateLength("prompt", text.Text.Length);
                break;
        }
    }

    /// <summary>The same for messages.</summary>
    public static void ValidateSize(IReadOnlyList<ChatMessage> messages)
    {
        ArgumentNullException.ThrowIfNull(messages);
        InRange("messages", messages.Count, 0, MaxMessages, "has {0} messages");
        ValidateLength("messages", messages.Sum(message => (long)message.Content.Length));
    }

    /// <summary>The same for texts that become vectors.</summary>
    public static void ValidateSize(IReadOnlyList<Prompt> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ValidateLength("input", inputs.OfType<TextPrompt>().Select(input => input.Text.Length).DefaultIfEmpty().Max());
    }

    /// <summary>Throws <see cref="RequestException"/> for the first field that is out of range.</summary>
    public static void Validate(EmbeddingRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        InRange("input", request.Inputs.Count, 1, MaxEmbeddingInputs, "has {0} texts");
        foreach (Prompt input in request.Inputs)
        {
            switch (input)
            {
                case TextPrompt { Text.Length: 0 } or TokenPrompt { Tokens.Count: 0 }:
                    throw RequestException.Invalid("input", "input must not contain an empty text");
                case ChatPrompt:
                    throw RequestException.Invalid("input", "input must be text or token ids");
            }
        }
    }

    private static void ValidateLength(string field, long characters)
    {
        if (characters > MaxPromptCharacters)
        {
            throw new RequestException(
                ErrorCode.ContextLengthExceeded,
                string.Create(CultureInfo.InvariantCulture, $"{field} has {characters} characters, and no more than {MaxPromptCharacters} are read"),
                field);
        }
    }

    private static void ValidatePrompt(Prompt prompt)
    {
        switch (prompt)
        {
            case ChatPrompt { Messages.Count: 0 }:
                throw RequestException.Invalid("messages", "messages must contain at least one message");
            case TokenPrompt { Tokens.Count: 0 }:
                throw RequestException.Invalid("prompt", "prompt must contain at least one token");
        }
    }

    private static void ValidateSampling(SamplingOptions sampling)
    {
        InRange("temperature", sampling.Temperature, 0, 2);
        InRange("top_k", sampling.TopK, 0, int.MaxValue);
        AboveZero("top_p", sampling.TopP, 1);
        InRange("min_p", sampling.MinP, 0, 1);
        AboveZero("repetition_penalty", sampling.RepetitionPenalty, 2);
        InRange("frequency_penalty", sampling.FrequencyPenalty, -2, 2);
        InRange("presence_penalty", sampling.PresencePenalty, -2, 2);
        InRange("logit_bias", sampling.LogitBias.Count, 0, MaxLogitBiases, "has {0} tokens");
        foreach (float bias in sampling.LogitBias.Values)
        {
            InRange("logit_bias", bias, -100, 100);
        }
    }

    private static void ValidateStop(StopConditions stop)
    {
        InRange("max_tokens", stop.MaxTokens ?? 1, 1, int.MaxValue);
        InRange("min_tokens", stop.MinTokens, 0, stop.MaxTokens ?? int.MaxValue);
        InRange("stop", stop.StopStrings.Count, 0, MaxStopStrings, "has {0} strings");
        InRange("stop_token_ids", stop.StopTokens.Count, 0, MaxStopTokens, "has {0} ids");
        foreach (string text in stop.StopStrings)
        {
            InRange("stop", text.Length, 1, MaxStopStringLength, "has a string of {0} characters");
        }
    }

    private static void ValidateConstraint(OutputConstraint? constraint)
    {
        switch (constraint)
        {
            case GrammarConstraint grammar when grammar.Gbnf.Length is 0 or > MaxConstraintLength:
                throw new RequestException(
                    ErrorCode.InvalidGrammar, $"grammar must have 1 to {MaxConstraintLength} characters, it has {grammar.Gbnf.Length}", "grammar");
            case JsonSchemaConstraint schema when schema.Schema.Length is 0 or > MaxConstraintLength:
                throw new RequestException(
                    ErrorCode.InvalidSchema,
                    $"schema must have 1 to {MaxConstraintLength} characters, it has {schema.Schema.Length}",
                    "response_format");
        }
    }

    // Written so that NaN fails too.
    private static void InRange(string name, double value, double low, double high, string what = "is {0}")
    {
        if (!(value >= low && value <= high))
        {
            string bound = high == int.MaxValue ? $"at least {Text(low)}" : $"between {Text(low)} and {Text(high)}";
            throw RequestException.Invalid(name, $"{name} must be {bound}, it {what.Replace("{0}", Text(value), StringComparison.Ordinal)}");
        }
    }

    private static void AboveZero(string name, double value, double high)
    {
        if (!(value > 0 && value <= high))
        {
            throw RequestException.Invalid(name, $"{name} must be above 0 and at most {Text(high)}, it is {Text(value)}");
        }
    }

    private static string Text(double value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
