using FinCluster.Core.Engine;
using FinCluster.Inference.Batching;
using FinCluster.Inference.KvCache;
using FinCluster.Inference.Models;
using FinCluster.Inference.Sampling;

namespace FinCluster.Inference.Tests.Batching;

/// <summary>Makes jobs in every state that the engine's thread meets.</summary>
internal sealed class TestJobs(Vocabulary vocabulary)
{
    public const int Capacity = 1_024;

    private const int AnyToken = 300;

    private readonly SamplingWorkspace _workspace = new(vocabulary.Count);
    private int _sequences;

    /// <summary>A job without a sequence, whose answer ends by its limit alone.</summary>
    public GenerationJob Waiting(int promptTokens, int maxTokens = 100, long? deadline = null)
    {
        var request = new GenerationRequest
        {
            RequestId = "test",
            Model = "finlite-starter",
            Prompt = new TokenPrompt([]),
            Sampling = new SamplingOptions { Temperature = 0 },
            Stop = new StopConditions { MaxTokens = maxTokens, IgnoreEndOfSequence = true },
        };
        int[] prompt = [.. Enumerable.Range(0, promptTokens).Select(i => AnyToken + i)];
        PromptPrefix prefix = PromptPrefixFactory.Create(request.Model, "", new EncodedPrompt(prompt, 0, new EncodedTokens()), vocabulary);
        return new GenerationJob(request, new JobPrompt(prompt, prefix), maxTokens, grammar: null, vocabulary, deadline);
    }

    /// <summary>A job that reads its prompt.</summary>
    public GenerationJob Reading(int promptTokens, int computedTokens = 0)
    {
        GenerationJob job = Waiting(promptTokens);
        var sequence = new KvSequence(_sequences++, Capacity, new PrefixLedger());
        foreach (int token in job.Input.AsSpan(0, computedTokens))
        {
            sequence.Append(token);
        }

        job.Start(sequence);
        return job;
    }

    /// <summary>A job that has read its prompt and draws token after token.</summary>
    public GenerationJob Generating() => Reading(promptTokens: 3, computedTokens: 3);

    /// <summary>A job that draws, and whose reader has stopped reading.</summary>
    public GenerationJob GeneratingUnread()
    {
        GenerationJob job = Generating();
        while (job.ReaderKeepsUp)
        {
            Draw(job);
        }

        return job;
    }

    /// <summary>Draws a token as after a batch.</summary>
    public void Draw(GenerationJob job)
    {
        float[] logits = new float[vocabulary.Count];
        logits[AnyToken] = 5;
        job.Advance(logits, _workspace);
        job.Sequence!.Append(job.LastToken);
    }
}
