using System.Runtime.InteropServices;

namespace FinCluster.Training.Gguf;

/// <summary>How weights are stored; the values are ggml's numbers.</summary>
public enum WeightFormat
{
    /// <summary>32-bit floats.</summary>
    F32 = 0,

    /// <summary>Blocks of 32 bytes with a scale.</summary>
    Q8 = 8,
}

/// <summary>Encodes weights.</summary>
internal static class WeightFormats
{
    /// <summary>Stores weights in a format.</summary>
    public static byte[] Encode(this WeightFormat format, ReadOnlySpan<float> weights)
    {
        if (format == WeightFormat.F32)
        {
            return MemoryMarshal.AsBytes(weights).ToArray();
        }

        byte[] data = new byte[weights.Length / Q8Block.Length * Q8Block.Bytes];
        Q8Block.Encode(weights, data);
        return data;
    }

    /// <summary>Gets the number by which a model file names the format as a whole.</summary>
    public static uint FileType(this WeightFormat format) => format == WeightFormat.F32 ? 0u : 7u;
}
