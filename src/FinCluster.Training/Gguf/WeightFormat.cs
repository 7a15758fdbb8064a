using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace FinCluster.Training.Gguf;

/// <summary>How weights are stored; the values are ggml's numbers.</summary>
public enum WeightFormat
{
    /// <summary>32-bit floats.</summary>
    F32 = 0,

    /// <summary>16-bit floats.</summary>
    F16 = 1,

    /// <summary>Blocks of 32 bytes with a scale.</summary>
    Q8 = 8,
}

/// <summary>Encodes weights.</summary>
internal static class WeightFormats
{
    /// <summary>Stores weights in a format.</summary>
    public static byte[] Encode(this WeightFormat format, ReadOnlySpan<float> weights)
    {
        switch (format)
        {
            case WeightFormat.F32:
                return MemoryMarshal.AsBytes(weights).ToArray();
            case WeightFormat.F16:
                var halves = new Half[weights.Length];
                TensorPrimitives.ConvertToHalf(weights, halves);
                return MemoryMarshal.AsBytes<Half>(halves).ToArray();
            default:
                byte[] data = new byte[weights.Length / Q8Block.Length * Q8Block.Bytes];
                Q8Block.Encode(weights, data);
                return data;
        }
    }

    /// <summary>Gets the number by which a model file names the format as a whole.</summary>
    public static uint FileType(this WeightFormat format) => format switch
    {
        WeightFormat.F32 => 0,
        WeightFormat.F16 => 1,
        _ => 7,
    };
}
