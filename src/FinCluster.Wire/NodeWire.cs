using FinCluster.Contracts.Node.V1;
using FinCluster.Core.Engine;
using FinCluster.Core.Errors;
using Prompt = FinCluster.Core.Engine.Prompt;
using Proto = FinCluster.Contracts.Node.V1;

namespace FinCluster.Wire;

/// <summary>Converts what fincluster.node.v1 declares.</summary>
public static class NodeWire
{
    /// <summary>Writes a request.</summary>
    public static GenerateRequest ToProto(GenerationRequest request)
    {
        var proto = new GenerateRequest
        {
            RequestId = request.RequestId,
            Model = request.Model,
            Prompt = ToProto(request.Prompt),
            Sampling = GenerationWire.ToProto(request.Sampling),
            Stop = GenerationWire.ToProto(request.Stop),
            Constraint = GenerationWire.ToProto(request.Constraint),
            CacheSalt = request.CacheSalt,
        };
        if (request.TopLogProbs is { } top)
        {
            proto.TopLogprobs = top;
        }

        proto.ResumeFrom.AddRange(request.ResumeFrom.Select(token => token.Value));
        return proto;
    }

    /// <summary>Reads a request.</summary>
    /// <param name="request">The message.</param>
    /// <param name="timeLeft">What is left of the call's deadline; null for none.</param>
    /// <exception cref="RequestException">The message lacks a part.</exception>
    public static GenerationRequest ToCore(GenerateRequest request, TimeSpan? timeLeft) => new()
    {
        RequestId = request.RequestId,
        Model = request.Model,
        Prompt = ToCore(request.Prompt),
        Sampling = GenerationWire.ToCore(request.Sampling, seed: 0),
        Stop = GenerationWire.ToCore(request.Stop),
        Constraint = GenerationWire.ToCore(request.Constraint),
        TopLogProbs = request.HasTopLogprobs ? request.TopLogprobs : null,
        ResumeFrom = GenerationWire.ToCore(request.ResumeFrom),
        CacheSalt = request.CacheSalt,
        TimeLeft = timeLeft,
    };

    /// <summary>Writes a prompt.</summary>
    public static Proto.Prompt ToProto(Prompt prompt)
    {
        var proto = new Proto.Prompt();
        switch (prompt)
        {
            case ChatPrompt chat:
                proto.Chat = new Proto.Prompt.Types.Chat { DropOldestTurns = chat.DropOldestTurns };
                proto.Chat.Messages.AddRange(chat.Messages.Select(GenerationWire.ToProto));
                return proto;
            case TextPrompt text:
                proto.Text = new Proto.Prompt.Types.Text { Text_ = text.Text, ParseControlTokens = text.ParseControlTokens };
                return proto;
            case TokenPrompt tokens:
                proto.Tokens = new Proto.Prompt.Types.Tokens();
                proto.Tokens.Ids.AddRange(tokens.Tokens.Select(token => token.Value));
                return proto;
            default:
                throw new ArgumentOutOfRangeException(nameof(prompt), prompt, null);
        }
    }

    /// <summary>Reads a prompt.</summary>
    /// <exception cref="RequestException">There is none.</exception>
    public static Prompt ToCore(Proto.Prompt? prompt) => prompt?.KindCase switch
    {
        Proto.Prompt.KindOneofCase.Chat => new ChatPrompt(GenerationWire.ToCore(prompt.Chat.Messages), prompt.Chat.DropOldestTurns),
        Proto.Prompt.KindOneofCase.Text => new TextPrompt(prompt.Text.Text_, prompt.Text.ParseControlTokens),
        Proto.Prompt.KindOneofCase.Tokens => new TokenPrompt(GenerationWire.ToCore(prompt.Tokens.Ids)),
        _ => throw RequestException.Invalid("prompt", "prompt is missing"),
    };

    /// <summary>Writes an event.</summary>
    public static GenerateEvent ToProto(GenerationEvent step) => step switch
    {
        GenerationStarted started => new GenerateEvent
        {
            Started = new GenerateEvent.Types.Started
            {
                PromptTokens = started.PromptTokens,
                CachedTokens = started.CachedTokens,
                DroppedMessages = started.DroppedMessages,
            },
        },
        GeneratedToken token => new GenerateEvent
        {
            Token = new GenerateEvent.Types.Token
            {
                Id = token.Token.Value,
                Text = token.Text,
                LogProbs = GenerationWire.ToProto(token.LogProbs),
            },
        },
        GenerationFinished finished => new GenerateEvent
        {
            Finished = new GenerateEvent.Types.Finished
            {
                Reason = GenerationWire.ToProto(finished.Reason),
                Text = finished.Text,
                CompletionTokens = finished.CompletionTokens,
            },
        },
        _ => throw new ArgumentOutOfRangeException(nameof(step), step, null),
    };

    /// <summary>Reads an event; null for one of a kind that a newer node may know.</summary>
    public static GenerationEvent? ToCore(GenerateEvent step) => step.EventCase switch
    {
        GenerateEvent.EventOneofCase.Started =>
            new GenerationStarted(step.Started.PromptTokens, step.Started.CachedTokens, step.Started.DroppedMessages),
        GenerateEvent.EventOneofCase.Token =>
            new GeneratedToken(new TokenId(step.Token.Id), step.Token.Text, GenerationWire.ToCore(step.Token.LogProbs)),
        GenerateEvent.EventOneofCase.Finished =>
            new GenerationFinished(GenerationWire.ToCore(step.Finished.Reason), step.Finished.Text, step.Finished.CompletionTokens),
        _ => null,
    };

    /// <summary>Writes an embedding request.</summary>
    public static EmbedRequest ToProto(EmbeddingRequest request)
    {
        var proto = new EmbedRequest { Model = request.Model };
        proto.Inputs.AddRange(request.Inputs.Select(ToProto));
        return proto;
    }

    /// <summary>Reads an embedding request.</summary>
    public static EmbeddingRequest ToCore(EmbedRequest request) => new(request.Model, [.. request.Inputs.Select(ToCore)]);

    /// <summary>Writes vectors.</summary>
    public static EmbedResponse ToProto(EmbeddingResult result)
    {
        var proto = new EmbedResponse { PromptTokens = result.PromptTokens };
        foreach (ReadOnlyMemory<float> vector in result.Vectors)
        {
            var values = new EmbedResponse.Types.Vector();
            values.Values.AddRange(vector.ToArray());
            proto.Vectors.Add(values);
        }

        return proto;
    }

    /// <summary>Reads vectors.</summary>
    public static EmbeddingResult ToCore(EmbedResponse response) =>
        new([.. response.Vectors.Select(vector => new ReadOnlyMemory<float>([.. vector.Values]))], response.PromptTokens);
}
