using System.Numerics;

namespace FinCluster.Simulation.Demand;

/// <summary>A stream of random numbers (xoshiro256**): the same seed and name give the same numbers on every version of .NET. One user at a time.</summary>
public sealed class SimulationRandom
{
    private ulong _a;
    private ulong _b;
    private ulong _c;
    private ulong _d;

    /// <param name="seed">Of the simulation.</param>
    /// <param name="stream">Which stream; numbers of two streams are independent.</param>
    public SimulationRandom(ulong seed, ulong stream)
    {
        ulong state = seed ^ (stream * 0xD1342543DE82EF95);
        (_a, _b, _c, _d) = (Mix(ref state), Mix(ref state), Mix(ref state), Mix(ref state));
    }

    /// <summary>Gets 64 random bits.</summary>
    public ulong NextBits()
    {
        ulong result = BitOperations.RotateLeft(_b * 5, 7) * 9;
        ulong t = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= t;
        _d = BitOperations.RotateLeft(_d, 45);
        return result;
    }

    /// <summary>Gets a number between 0 and 1, without 1.</summary>
    public double NextUniform() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Gets an exponential number of mean 1.</summary>
    public double NextExponential() => -Math.Log(1 - NextUniform());

    /// <summary>Gets a normal number of mean 0 and standard deviation 1.</summary>
    public double NextNormal() => Math.Sqrt(2 * NextExponential()) * Math.Cos(2 * Math.PI * NextUniform());

    /// <summary>Gets the number of events of a Poisson process, of which so many are expected.</summary>
    public double NextPoisson(double mean)
    {
        if (mean > 100)
        {
            return Math.Max(0, Math.Round(mean + (Math.Sqrt(mean) * NextNormal())));
        }

        int count = 0;
        for (double at = NextExponential(); at < mean; at += NextExponential())
        {
            count++;
        }

        return count;
    }

    private static ulong Mix(ref ulong state)
    {
        ulong z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
