namespace FinCluster.Inference.Models;

/// <summary>How the elements of a tensor are stored: ggml's number of the type, with the size of its blocks.</summary>
/// <param name="Id">ggml's number.</param>
/// <param name="Name">ggml's name.</param>
/// <param name="BlockLength">Elements in a block. A row is a whole number of blocks.</param>
/// <param name="BlockBytes">Bytes of a block.</param>
/// <param name="IsWeight">Whether the CPU can multiply a matrix of this type; it ends the process on the others.</param>
public sealed record GgufTensorType(uint Id, string Name, int BlockLength, int BlockBytes, bool IsWeight)
{
    /// <summary>A 32-bit float.</summary>
    public static readonly GgufTensorType F32 = new(0, "F32", 1, 4, true);

    /// <summary>NVIDIA's 4-bit float, whose blocks are scaled by a tensor beside the weights.</summary>
    public static readonly GgufTensorType NvFp4 = new(40, "NVFP4", 64, 36, true);

    // ggml v0.5.0, ggml-common.h (block sizes) and ggml-cpu.c (which types have a dot product).
    private static readonly GgufTensorType?[] ById = Index(
    [
        F32,
        new(1, "F16", 1, 2, true),
        new(2, "Q4_0", 32, 18, true),
        new(3, "Q4_1", 32, 20, true),
        new(6, "Q5_0", 32, 22, true),
        new(7, "Q5_1", 32, 24, true),
        new(8, "Q8_0", 32, 34, true),
        new(9, "Q8_1", 32, 36, false),
        new(10, "Q2_K", 256, 84, true),
        new(11, "Q3_K", 256, 110, true),
        new(12, "Q4_K", 256, 144, true),
        new(13, "Q5_K", 256, 176, true),
        new(14, "Q6_K", 256, 210, true),
        new(15, "Q8_K", 256, 292, false),
        new(16, "IQ2_XXS", 256, 66, true),
        new(17, "IQ2_XS", 256, 74, true),
        new(18, "IQ3_XXS", 256, 98, true),
        new(19, "IQ1_S", 256, 50, true),
        new(20, "IQ4_NL", 32, 18, true),
        new(21, "IQ3_S", 256, 110, true),
        new(22, "IQ2_S", 256, 82, true),
        new(23, "IQ4_XS", 256, 136, true),
        new(24, "I8", 1, 1, false),
        new(25, "I16", 1, 2, false),
        new(26, "I32", 1, 4, false),
        new(27, "I64", 1, 8, false),
        new(28, "F64", 1, 8, false),
        new(29, "IQ1_M", 256, 56, true),
        new(30, "BF16", 1, 2, true),
        new(34, "TQ1_0", 256, 54, true),
        new(35, "TQ2_0", 256, 66, true),
        new(39, "MXFP4", 32, 17, true),
        NvFp4,
        new(41, "Q1_0", 128, 18, true),
        new(42, "Q2_0", 64, 18, true),
    ]);

    /// <summary>Finds the type with ggml's number <paramref name="id"/>; null when there is none.</summary>
    public static GgufTensorType? Find(uint id) => id < ById.Length ? ById[id] : null;

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static GgufTensorType?[] Index(GgufTensorType[] types)
    {
        var index = new GgufTensorType?[types.Max(type => type.Id) + 1];
        foreach (GgufTensorType type in types)
        {
            index[type.Id] = type;
        }

        return index;
    }
}
