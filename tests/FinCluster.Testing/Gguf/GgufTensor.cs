namespace FinCluster.Testing.Gguf;

/// <summary>One tensor of a file that <see cref="GgufWriter"/> writes.</summary>
public sealed record GgufTensor
{
    public const uint F32 = 0;
    public const uint F16 = 1;

    public required string Name { get; init; }

    /// <summary>Gets the dimensions, the fastest-running first.</summary>
    public required IReadOnlyList<long> Dimensions { get; init; }

    /// <summary>Gets ggml's number of the element type.</summary>
    public required uint Type { get; init; }

    public required byte[] Data { get; init; }

    /// <summary>Gets the offset to write instead of the right one, in bytes; null for the right one.</summary>
    public ulong? WrongOffset { get; init; }

    /// <summary>Gets the number of dimensions to write instead of the right one; null for the right one.</summary>
    public uint? WrongDimensionCount { get; init; }

    /// <summary>Makes a tensor of 32-bit floats.</summary>
    public static GgufTensor OfSingles(string name, ReadOnlySpan<float> values, params long[] dimensions)
    {
        byte[] data = new byte[values.Length * sizeof(float)];
        for (int i = 0; i < values.Length; i++)
        {
            BitConverter.TryWriteBytes(data.AsSpan(i * sizeof(float)), values[i]);
        }

        return new GgufTensor { Name = name, Dimensions = dimensions, Type = F32, Data = data };
    }

    /// <summary>Makes a tensor of 16-bit floats.</summary>
    public static GgufTensor OfHalves(string name, ReadOnlySpan<float> values, params long[] dimensions)
    {
        byte[] data = new byte[values.Length * 2];
        for (int i = 0; i < values.Length; i++)
        {
            BitConverter.TryWriteBytes(data.AsSpan(i * 2), (Half)values[i]);
        }

        return new GgufTensor { Name = name, Dimensions = dimensions, Type = F16, Data = data };
    }
}
