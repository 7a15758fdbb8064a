namespace FinCluster.Inference.Sampling;

/// <summary>
/// Random numbers that are a function of a seed and a position, not of the numbers before. So a replica that takes over
/// an answer at position i draws what the first one would have drawn.
/// </summary>
/// <remarks>SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014), used as a counter.</remarks>
internal static class CounterRandom
{
    private const ulong Gamma = 0x9E3779B97F4A7C15;

    /// <summary>Draws a number of [0, 1) with 53 random bits.</summary>
    public static double Uniform(ulong seed, long position)
    {
        // The seed is mixed before the counter is added: neighbouring seeds would otherwise be shifted copies of one stream.
        ulong state = Mix(seed ^ Gamma) + ((ulong)position * Gamma);
        return (Mix(state) >> 11) * (1.0 / (1UL << 53));
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
