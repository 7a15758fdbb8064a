using FinCluster.Core.Engine;

namespace FinCluster.Inference.Tests.Sampling;

/// <summary>What the sampling options mean, written down step by step in double precision and without regard to cost.</summary>
internal static class ReferencePicker
{
    /// <summary>Computes the probability with which each token is drawn; 0 for those that the filters leave out.</summary>
    public static double[] Probabilities(ReadOnlySpan<float> logits, SamplingOptions options)
    {
        double[] weights = new double[logits.Length];
        float best = float.NegativeInfinity;
        foreach (float logit in logits)
        {
            best = Math.Max(best, logit);
        }

        for (int token = 0; token < weights.Length; token++)
        {
            weights[token] = Math.Exp(((double)logits[token] - best) / options.Temperature);
        }

        IEnumerable<int> kept = Enumerable.Range(0, weights.Length).Where(token => weights[token] >= options.MinP);
        int[] sorted = [.. kept.OrderByDescending(token => weights[token]).ThenBy(token => token)];
        sorted = options.TopK > 0 ? [.. sorted.Take(options.TopK)] : sorted;
        sorted = [.. Nucleus(sorted, weights, options.TopP)];
        double sum = sorted.Sum(token => weights[token]);
        double[] probabilities = new double[weights.Length];
        foreach (int token in sorted)
        {
            probabilities[token] = weights[token] / sum;
        }

        return probabilities;
    }

    /// <summary>The fewest of the best tokens that have the share <paramref name="topP"/> of all that is left.</summary>
    private static IEnumerable<int> Nucleus(int[] sorted, double[] weights, double topP)
    {
        double target = topP * sorted.Sum(token => weights[token]);
        double mass = 0;
        foreach (int token in sorted)
        {
            if (topP < 1 && mass >= target)
            {
                yield break;
            }

            mass += weights[token];
            yield return token;
        }
    }
}
