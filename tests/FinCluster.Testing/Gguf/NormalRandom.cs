namespace FinCluster.Testing.Gguf;

/// <summary>Draws normally distributed numbers that are the same on every platform and in every version of .NET.</summary>
/// <param name="seed">One seed is one sequence.</param>
public sealed class NormalRandom(ulong seed)
{
    private ulong _state = seed;

    /// <summary>Draws <paramref name="count"/> numbers with mean 0.</summary>
    public float[] Next(long count, float standardDeviation)
    {
        float[] values = new float[count];
        for (int i = 0; i < values.Length; i++)
        {
            // Irwin-Hall: the sum of 12 uniform numbers has variance 1. It needs no logarithm, whose last bit differs between platforms.
            double sum = -6;
            for (int j = 0; j < 12; j++)
            {
                sum += Uniform();
            }

            values[i] = standardDeviation * (float)sum;
        }

        return values;
    }

    // SplitMix64, https://prng.di.unimi.it/splitmix64.c
    private double Uniform()
    {
        ulong z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        z ^= z >> 31;
        return (z >> 11) * (1.0 / (1UL << 53));
    }
}
