using System.Numerics;
using System.Runtime.InteropServices;

namespace FinCluster.Core.Edge.Answers;

/// <summary>Arithmetic on vectors of length one.</summary>
internal static class UnitVectors
{
    /// <summary>Brings a vector to length one; false when it has no direction or holds what is no number.</summary>
    public static bool TryNormalize(ReadOnlySpan<float> vector, Span<float> unit)
    {
        double squares = 0;
        foreach (float x in vector)
        {
            squares += (double)x * x;
        }

        double length = Math.Sqrt(squares);
        if (!double.IsFinite(length) || length < 1e-20)
        {
            return false;
        }

        for (int i = 0; i < vector.Length; i++)
        {
            unit[i] = (float)(vector[i] / length);
        }

        return true;
    }

    /// <summary>The scalar product: of unit vectors, their cosine similarity.</summary>
    public static float Dot(ReadOnlySpan<float> first, ReadOnlySpan<float> second)
    {
        ReadOnlySpan<Vector<float>> firsts = MemoryMarshal.Cast<float, Vector<float>>(first);
        ReadOnlySpan<Vector<float>> seconds = MemoryMarshal.Cast<float, Vector<float>>(second)[..firsts.Length];
        Vector<float> sums = Vector<float>.Zero;
        for (int i = 0; i < firsts.Length; i++)
        {
            sums += firsts[i] * seconds[i];
        }

        float sum = Vector.Sum(sums);
        for (int i = firsts.Length * Vector<float>.Count; i < first.Length; i++)
        {
            sum += first[i] * second[i];
        }

        return sum;
    }
}
