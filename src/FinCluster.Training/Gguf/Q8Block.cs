using System.Buffers.Binary;

namespace FinCluster.Training.Gguf;

/// <summary>The storage of weights in blocks of 32 bytes with one scale, ggml's Q8_0.</summary>
internal static class Q8Block
{
    /// <summary>Elements of a block.</summary>
    public const int Length = 32;

    /// <summary>Bytes of a block: a 16-bit scale and the elements.</summary>
    public const int Bytes = 34;

    /// <summary>Stores weights; their number is a multiple of <see cref="Length"/>.</summary>
    public static void Encode(ReadOnlySpan<float> weights, Span<byte> target)
    {
        for (int block = 0; block * Length < weights.Length; block++)
        {
            ReadOnlySpan<float> from = weights.Slice(block * Length, Length);
            Span<byte> to = target.Slice(block * Bytes, Bytes);
            float largest = 0;
            foreach (float weight in from)
            {
                largest = MathF.Max(largest, MathF.Abs(weight));
            }

            float scale = largest / sbyte.MaxValue;
            float inverse = scale == 0 ? 0 : 1 / scale;
            BinaryPrimitives.WriteHalfLittleEndian(to, (Half)scale);
            for (int i = 0; i < Length; i++)
            {
                to[2 + i] = (byte)(sbyte)MathF.Round(from[i] * inverse, MidpointRounding.AwayFromZero);
            }
        }
    }

    /// <summary>Reads weights.</summary>
    public static void Decode(ReadOnlySpan<byte> data, Span<float> weights)
    {
        for (int block = 0; block * Length < weights.Length; block++)
        {
            ReadOnlySpan<byte> from = data.Slice(block * Bytes, Bytes);
            float scale = (float)BinaryPrimitives.ReadHalfLittleEndian(from);
            for (int i = 0; i < Length; i++)
            {
                weights[(block * Length) + i] = scale * (sbyte)from[2 + i];
            }
        }
    }
}
