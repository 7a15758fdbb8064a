using System.Numerics;

namespace FinCluster.Inference.Models;

/// <summary>Checks that the tensor data is all there and lies where it must.</summary>
internal static class GgufLayoutRules
{
    // The CPU computes on the mapped file and ends the process when the data is aligned less (TENSOR_ALIGNMENT in ggml-impl.h).
    private const int CpuAlignment = 32;

    // Beyond a page nothing gains, and llama.cpp's sums of padded sizes stay far from an overflow.
    private const long MaxAlignment = 1 << 20;

    /// <summary>Rounds a position up to a multiple of <paramref name="alignment"/>.</summary>
    public static long Align(long position, long alignment) =>
        alignment <= 0 ? position : (position + alignment - 1) / alignment * alignment;

    /// <summary>Checks the alignment, and every tensor's place: they follow one another without gaps, as llama.cpp demands.</summary>
    public static void Check(GgufFile file)
    {
        if (!BitOperations.IsPow2(file.Alignment) || file.Alignment > MaxAlignment)
        {
            throw file.Invalid($"the alignment {file.Alignment} is no power of two up to {MaxAlignment}");
        }

        long expected = 0;
        foreach (GgufTensorInfo tensor in file.Tensors)
        {
            if (tensor.Offset != expected)
            {
                throw file.Invalid($"the tensor '{tensor.Name}' is at offset {tensor.Offset}, but the one before it ends at {expected}");
            }

            long start = file.DataOffset + tensor.Offset;
            if (start % CpuAlignment != 0)
            {
                throw file.Invalid($"the tensor '{tensor.Name}' starts at byte {start}, no multiple of {CpuAlignment}");
            }

            if (start + tensor.Bytes > file.Bytes)
            {
                throw file.Invalid($"truncated: the tensor '{tensor.Name}' ends at byte {start + tensor.Bytes} of {file.Bytes}");
            }

            expected += Align(tensor.Bytes, file.Alignment);
        }
    }
}
