using System.Collections.Immutable;

namespace FinCluster.Inference.Models;

/// <summary>What the file says about one tensor.</summary>
/// <param name="Name">Its name, 1 to 63 bytes.</param>
/// <param name="Type">How its elements are stored.</param>
/// <param name="Dimensions">1 to 4 dimensions of at least 1, the fastest-running first.</param>
/// <param name="Elements">The number of elements.</param>
/// <param name="Bytes">The size of its data, in bytes.</param>
/// <param name="Offset">Where its data starts, in bytes from the start of the tensor data.</param>
public sealed record GgufTensorInfo(
    string Name, GgufTensorType Type, ImmutableArray<long> Dimensions, long Elements, long Bytes, long Offset)
{
    /// <summary>Gets the dimensions as text, for messages.</summary>
    internal string Shape => $"[{string.Join(", ", Dimensions)}]";

    /// <summary>Says whether the tensor has these dimensions; missing ones are 1.</summary>
    internal bool HasShape(ReadOnlySpan<long> shape)
    {
        for (int i = 0; i < Math.Max(shape.Length, Dimensions.Length); i++)
        {
            if ((i < shape.Length ? shape[i] : 1) != Dimension(i))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Gets a dimension; 1 when the tensor has fewer.</summary>
    internal long Dimension(int index) => index < Dimensions.Length ? Dimensions[index] : 1;
}
