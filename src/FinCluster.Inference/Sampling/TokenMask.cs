using System.Numerics;

namespace FinCluster.Inference.Sampling;

/// <summary>Applies a bit mask over the vocabulary to logits.</summary>
internal static class TokenMask
{
    private const int BitsPerWord = 64;

    /// <summary>Sets the logit of every token whose bit is 0 to negative infinity; bit t of the mask is token t.</summary>
    public static void Apply(Span<float> logits, ReadOnlySpan<ulong> mask)
    {
        for (int start = 0, word = 0; start < logits.Length; start += BitsPerWord, word++)
        {
            Span<float> group = logits.Slice(start, Math.Min(BitsPerWord, logits.Length - start));
            ulong allowed = word < mask.Length ? mask[word] : 0;
            if (allowed == 0)
            {
                group.Fill(float.NegativeInfinity);
                continue;
            }

            for (ulong forbidden = ~allowed; forbidden != 0; forbidden &= forbidden - 1)
            {
                int bit = BitOperations.TrailingZeroCount(forbidden);
                if (bit >= group.Length)
                {
                    break;
                }

                group[bit] = float.NegativeInfinity;
            }
        }
    }
}
