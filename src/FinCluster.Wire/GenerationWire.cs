using FinCluster.Contracts.V1;
using FinCluster.Core.Engine;
using FinCluster.Core.Errors;
using Google.Protobuf;
using FinishReason = FinCluster.Core.Engine.FinishReason;
using OutputConstraint = FinCluster.Core.Engine.OutputConstraint;
using TokenLogProb = FinCluster.Core.Engine.TokenLogProb;
using TokenLogProbs = FinCluster.Core.Engine.TokenLogProbs;
using Proto = FinCluster.Contracts.V1;

namespace FinCluster.Wire;

/// <summary>Converts what fincluster.v1's generation.proto declares.</summary>
public static class GenerationWire
{
    /// <summary>Reads a conversation.</summary>
    /// <exception cref="RequestException">A message has no role that is known.</exception>
    public static IReadOnlyList<ChatMessage> ToCore(IEnumerable<Message> messages) => [.. messages.Select(ToCore)];

    /// <summary>Writes a message.</summary>
    public static Message ToProto(ChatMessage message) => new()
    {
        Role = message.Role switch
        {
            ChatRole.System => Role.System,
            ChatRole.User => Role.User,
            ChatRole.Assistant => Role.Assistant,
            _ => throw new ArgumentOutOfRangeException(nameof(message), message.Role, null),
        },
        Content = message.Content,
    };

    /// <summary>Reads how tokens are drawn; <paramref name="seed"/> counts when the message has none.</summary>
    public static SamplingOptions ToCore(Sampling? sampling, ulong seed)
    {
        sampling ??= new Sampling();
        var defaults = new SamplingOptions();
        return new SamplingOptions
        {
            Temperature = sampling.HasTemperature ? sampling.Temperature : defaults.Temperature,
            TopK = sampling.HasTopK ? sampling.TopK : defaults.TopK,
            TopP = sampling.HasTopP ? sampling.TopP : defaults.TopP,
            MinP = sampling.HasMinP ? sampling.MinP : defaults.MinP,
            RepetitionPenalty = sampling.HasRepetitionPenalty ? sampling.RepetitionPenalty : defaults.RepetitionPenalty,
            FrequencyPenalty = sampling.HasFrequencyPenalty ? sampling.FrequencyPenalty : defaults.FrequencyPenalty,
            PresencePenalty = sampling.HasPresencePenalty ? sampling.PresencePenalty : defaults.PresencePenalty,
            LogitBias = sampling.LogitBias.ToDictionary(entry => new TokenId(entry.Key), entry => entry.Value),
            Seed = sampling.HasSeed ? sampling.Seed : seed,
        };
    }

    /// <summary>Writes how tokens are drawn.</summary>
    public static Sampling ToProto(SamplingOptions sampling)
    {
        var proto = new Sampling
        {
            Temperature = sampling.Temperature,
            TopK = sampling.TopK,
            TopP = sampling.TopP,
            MinP = sampling.MinP,
            RepetitionPenalty = sampling.RepetitionPenalty,
            FrequencyPenalty = sampling.FrequencyPenalty,
            PresencePenalty = sampling.PresencePenalty,
            Seed = sampling.Seed,
        };
        foreach ((TokenId token, float bias) in sampling.LogitBias)
        {
            proto.LogitBias.Add(token.Value, bias);
        }

        return proto;
    }

    /// <summary>Reads when the answer ends.</summary>
    public static StopConditions ToCore(Stop? stop)
    {
        stop ??= new Stop();
        return new StopConditions
        {
            MaxTokens = stop.HasMaxTokens ? stop.MaxTokens : null,
            MinTokens = stop.HasMinTokens ? stop.MinTokens : 0,
            IgnoreEndOfSequence = stop.IgnoreEos,
            StopStrings = [.. stop.Strings],
            StopTokens = ToCore(stop.TokenIds),
            IncludeStopString = stop.IncludeStopString,
        };
    }

    /// <summary>Writes when the answer ends.</summary>
    public static Stop ToProto(StopConditions stop)
    {
        var proto = new Stop
        {
            MinTokens = stop.MinTokens,
            IgnoreEos = stop.IgnoreEndOfSequence,
            IncludeStopString = stop.IncludeStopString,
        };
        if (stop.MaxTokens is { } maxTokens)
        {
            proto.MaxTokens = maxTokens;
        }

        proto.Strings.AddRange(stop.StopStrings);
        proto.TokenIds.AddRange(stop.StopTokens.Select(token => token.Value));
        return proto;
    }

    /// <summary>Reads the language of the output.</summary>
    public static OutputConstraint? ToCore(Proto.OutputConstraint? constraint) => constraint?.KindCase switch
    {
        Proto.OutputConstraint.KindOneofCase.Grammar => new GrammarConstraint(constraint.Grammar),
        Proto.OutputConstraint.KindOneofCase.JsonSchema => new JsonSchemaConstraint(constraint.JsonSchema),
        Proto.OutputConstraint.KindOneofCase.JsonObject => constraint.JsonObject ? new JsonObjectConstraint() : null,
        _ => null,
    };

    /// <summary>Writes the language of the output.</summary>
    public static Proto.OutputConstraint? ToProto(OutputConstraint? constraint) => constraint switch
    {
        null => null,
        GrammarConstraint grammar => new Proto.OutputConstraint { Grammar = grammar.Gbnf },
        JsonSchemaConstraint schema => new Proto.OutputConstraint { JsonSchema = schema.Schema },
        JsonObjectConstraint => new Proto.OutputConstraint { JsonObject = true },
        _ => throw new ArgumentOutOfRangeException(nameof(constraint), constraint, null),
    };

    /// <summary>Reads probabilities.</summary>
    public static TokenLogProbs? ToCore(Proto.TokenLogProbs? logProbs) =>
        logProbs is null ? null : new TokenLogProbs(ToCore(logProbs.Drawn), [.. logProbs.Top.Select(ToCore)]);

    /// <summary>Writes probabilities.</summary>
    public static Proto.TokenLogProbs? ToProto(TokenLogProbs? logProbs)
    {
        if (logProbs is null)
        {
            return null;
        }

        var proto = new Proto.TokenLogProbs { Drawn = ToProto(logProbs.Drawn) };
        proto.Top.AddRange(logProbs.Top.Select(ToProto));
        return proto;
    }

    /// <summary>Reads why an answer ended.</summary>
    public static FinishReason ToCore(Proto.FinishReason reason) =>
        reason switch
        {
            Proto.FinishReason.Length => FinishReason.Length,
            Proto.FinishReason.ContentFilter => FinishReason.ContentFilter,
            _ => FinishReason.Stop,
        };

    /// <summary>Writes why an answer ended.</summary>
    public static Proto.FinishReason ToProto(FinishReason reason) =>
        reason switch
        {
            FinishReason.Length => Proto.FinishReason.Length,
            FinishReason.ContentFilter => Proto.FinishReason.ContentFilter,
            _ => Proto.FinishReason.Stop,
        };

    /// <summary>Reads token ids.</summary>
    public static IReadOnlyList<TokenId> ToCore(IEnumerable<int> ids) => [.. ids.Select(id => new TokenId(id))];

    private static ChatMessage ToCore(Message message) => new(
        message.Role switch
        {
            Role.System => ChatRole.System,
            Role.User => ChatRole.User,
            Role.Assistant => ChatRole.Assistant,
            _ => throw RequestException.Invalid("messages", $"messages has one of the unknown role {(int)message.Role}"),
        },
        message.Content);

    private static TokenLogProb ToCore(Proto.TokenLogProb logProb) =>
        new(new TokenId(logProb.TokenId), logProb.Text.Memory, logProb.LogProb);

    private static Proto.TokenLogProb ToProto(TokenLogProb logProb) => new()
    {
        TokenId = logProb.Token.Value,
        Text = UnsafeByteOperations.UnsafeWrap(logProb.Bytes),
        LogProb = logProb.LogProb,
    };
}
