using FinCluster.Core.Engine;
using FinCluster.Core.Errors;
using FinCluster.Inference.Grammar;
using FinCluster.Inference.KvCache;
using FinCluster.Inference.Models;

namespace FinCluster.Inference.Batching;

/// <summary>Checks a request against the model and makes a job of it. Runs on the caller's thread; thread-safe.</summary>
internal sealed class GenerationJobFactory(ITextModel model, int contextLength, TimeProvider time)
{
    // Without a token limit, a conversation that is cut to fit leaves this share of the context to the answer.
    private const int AnswerShare = 4;

    private readonly PromptEncoder _prompts = new(model);
    private readonly ConstraintCompiler _constraints = new(model.Vocabulary);

    /// <summary>Makes a job.</summary>
    /// <exception cref="RequestException">The request is not one that this model can answer.</exception>
    public (GenerationJob Job, int DroppedMessages) Create(GenerationRequest request)
    {
        RequestValidator.Validate(request);
        CheckTokens("logit_bias", request.Sampling.LogitBias.Keys);
        CheckTokens("stop_token_ids", request.Stop.StopTokens);
        CheckTokens("resume_from", request.ResumeFrom);
        CompiledGrammar? grammar = _constraints.Compile(request.Constraint);
        EncodedPrompt prompt = _prompts.Encode(request.Prompt, PromptLimit(request), contextLength);
        int maxTokens = request.Stop.MaxTokens ?? contextLength - prompt.Tokens.Length;
        if (request.ResumeFrom.Count > maxTokens)
        {
            throw RequestException.Invalid(
                "resume_from", $"resume_from has {request.ResumeFrom.Count} tokens, but the answer ends after {maxTokens}");
        }

        var jobPrompt = new JobPrompt(prompt.Tokens, PromptPrefixFactory.Create(request.Model, request.CacheSalt, prompt, model.Vocabulary));
        return (new GenerationJob(request, jobPrompt, maxTokens, grammar, model.Vocabulary, Deadline(request.TimeLeft)), prompt.DroppedMessages);
    }

    private long? Deadline(TimeSpan? timeLeft)
    {
        if (timeLeft is not { } left)
        {
            return null;
        }

        // The conversion stops at the largest number, and so must the sum: for ever is no moment of the past.
        long now = time.GetTimestamp();
        long ticks = (long)(left.TotalSeconds * time.TimestampFrequency);
        return ticks > long.MaxValue - now ? long.MaxValue : now + ticks;
    }

    private int PromptLimit(GenerationRequest request)
    {
        int answer = request.Stop.MaxTokens ?? (request.Prompt is ChatPrompt { DropOldestTurns: true } ? contextLength / AnswerShare : 1);
        return answer < contextLength ? contextLength - answer : throw new RequestException(
            ErrorCode.ContextLengthExceeded,
            $"the model's context holds {contextLength} tokens, so max_tokens can be {contextLength - 1} at most, it is {answer}",
            "max_tokens");
    }

    private void CheckTokens(string parameter, IEnumerable<TokenId> tokens)
    {
        foreach (TokenId token in tokens)
        {
            if (!model.Vocabulary.Contains(token.Value))
            {
                throw RequestException.Invalid(
                    parameter, $"{parameter} has the token id {token.Value}, but ids are from 0 to {model.Vocabulary.Count - 1}");
            }
        }
    }
}
