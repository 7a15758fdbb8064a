using System.Numerics.Tensors;
using FinCluster.Core.Engine;

namespace FinCluster.Inference.Sampling;

/// <summary>Draws one token from logits: temperature, then min-p, top-k and top-p, then the draw.</summary>
internal static class TokenPicker
{
    /// <summary>Returned when no token has a finite logit.</summary>
    public const int None = -1;

    /// <summary>Draws a token.</summary>
    /// <param name="logits">One number a token; <see cref="float.NegativeInfinity"/> for a token that is not allowed.</param>
    /// <param name="options">Temperature and filters.</param>
    /// <param name="uniform">The random number of [0, 1) that decides.</param>
    /// <param name="workspace">Scratch memory.</param>
    /// <returns>The token, or <see cref="None"/>.</returns>
    public static int Pick(ReadOnlySpan<float> logits, SamplingOptions options, double uniform, SamplingWorkspace workspace)
    {
        int best = TensorPrimitives.IndexOfMax(logits);
        if (best < 0 || !float.IsFinite(logits[best]))
        {
            return None;
        }

        // A temperature that is no normal float divides zero by zero, and is as good as none.
        float temperature = (float)options.Temperature;
        if (!float.IsNormal(temperature))
        {
            return best;
        }

        Span<float> weights = workspace.Weights.AsSpan(0, logits.Length);
        TensorPrimitives.Subtract(logits, logits[best], weights);
        TensorPrimitives.Divide(weights, temperature, weights);
        TensorPrimitives.Exp(weights, weights);
        bool filtered = options.MinP > 0 || options.TopP < 1 || (options.TopK > 0 && options.TopK < logits.Length);
        return filtered ? DrawFiltered(weights, options, uniform, workspace.Candidates) : DrawFromAll(weights, uniform, best);
    }

    private static int DrawFromAll(ReadOnlySpan<float> weights, double uniform, int best)
    {
        double left = uniform * MassOf(weights, least: 0);
        for (int token = 0; token < weights.Length; token++)
        {
            left -= weights[token];
            if (left < 0)
            {
                return token;
            }
        }

        // Only rounding leads here.
        return best;
    }

    private static int DrawFiltered(ReadOnlySpan<float> weights, SamplingOptions options, double uniform, Candidate[] scratch)
    {
        double mass = options.TopP < 1 && options.TopK == 0 ? MassOf(weights, options.MinP) : 0;
        Span<Candidate> kept = Gather(weights, LeastWeight(options, mass / weights.Length), scratch);
        if (options.TopK > 0 && options.TopK < kept.Length)
        {
            CandidateSelection.Partition(kept, options.TopK);
            kept = kept[..options.TopK];
        }

        kept.Sort();
        if (options.TopP < 1)
        {
            kept = kept[..NucleusLength(kept, options.TopP * (options.TopK > 0 ? Sum(kept) : mass))];
        }

        double left = uniform * Sum(kept);
        foreach (Candidate candidate in kept)
        {
            left -= candidate.Weight;
            if (left < 0)
            {
                return candidate.Token;
            }
        }

        return kept[0].Token;
    }

    /// <summary>
    /// Gives the weight under which no token survives the filters. Tokens that have less than the share 1 - top-p of the mean
    /// cannot add up to the mass that top-p leaves out, so sorting them would be in vain; they count in that mass all the same.
    /// </summary>
    private static double LeastWeight(SamplingOptions options, double meanWeight) => options.TopP < 1 && options.TopK == 0
        ? Math.Clamp((1 - options.TopP) * meanWeight, options.MinP, 1)
        : options.MinP;

    /// <summary>Collects the tokens that can survive the filters; the best token has weight 1 and always does.</summary>
    private static Span<Candidate> Gather(ReadOnlySpan<float> weights, double least, Candidate[] scratch)
    {
        int count = 0;
        for (int token = 0; token < weights.Length; token++)
        {
            if (weights[token] > 0 && weights[token] >= least)
            {
                scratch[count++] = new Candidate(weights[token], token);
            }
        }

        return scratch.AsSpan(0, count);
    }

    private static int NucleusLength(ReadOnlySpan<Candidate> sorted, double target)
    {
        double mass = 0;
        for (int i = 0; i < sorted.Length; i++)
        {
            mass += sorted[i].Weight;
            if (mass >= target)
            {
                return i + 1;
            }
        }

        return sorted.Length;
    }

    private static double Sum(ReadOnlySpan<Candidate> candidates)
    {
        double sum = 0;
        foreach (Candidate candidate in candidates)
        {
            sum += candidate.Weight;
        }

        return sum;
    }

    // In double and in order: the sum decides the draw, so it must not depend on the width of the machine's vectors.
    private static double MassOf(ReadOnlySpan<float> weights, double least)
    {
        double sum = 0;
        foreach (float weight in weights)
        {
            sum += weight >= least ? weight : 0;
        }

        return sum;
    }
}
