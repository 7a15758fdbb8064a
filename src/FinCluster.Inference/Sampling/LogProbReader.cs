using System.Numerics.Tensors;
using FinCluster.Core.Engine;
using FinCluster.Inference.Models;

namespace FinCluster.Inference.Sampling;

/// <summary>Reads log probabilities off the model's own logits, before bias, penalties, grammar and temperature.</summary>
internal static class LogProbReader
{
    /// <summary>Computes the logarithm of the sum of the exponentials: what turns a logit into a log probability.</summary>
    public static float LogSum(ReadOnlySpan<float> logits, SamplingWorkspace workspace)
    {
        float max = TensorPrimitives.Max(logits);
        Span<float> exponentials = workspace.Weights.AsSpan(0, logits.Length);
        TensorPrimitives.Subtract(logits, max, exponentials);
        TensorPrimitives.Exp(exponentials, exponentials);
        return max + MathF.Log(TensorPrimitives.Sum(exponentials));
    }

    /// <summary>Finds the <paramref name="count"/> most probable tokens, best first.</summary>
    public static TokenLogProb[] Top(ReadOnlySpan<float> logits, float logSum, int count, Vocabulary vocabulary)
    {
        Span<Candidate> best = stackalloc Candidate[RequestValidator.MaxTopLogProbs];
        int filled = 0;
        for (int token = 0; token < logits.Length; token++)
        {
            var candidate = new Candidate(logits[token], token);
            if (filled == count && (count == 0 || candidate.CompareTo(best[filled - 1]) > 0))
            {
                continue;
            }

            int at = filled == count ? filled - 1 : filled++;
            for (; at > 0 && candidate.CompareTo(best[at - 1]) < 0; at--)
            {
                best[at] = best[at - 1];
            }

            best[at] = candidate;
        }

        var result = new TokenLogProb[filled];
        for (int i = 0; i < filled; i++)
        {
            result[i] = Of(best[i].Token, best[i].Weight, logSum, vocabulary);
        }

        return result;
    }

    /// <summary>Gives the log probability of one token.</summary>
    public static TokenLogProb Of(int token, float logit, float logSum, Vocabulary vocabulary) =>
        new(new TokenId(token), vocabulary.Bytes(token).ToArray(), logit - logSum);
}
