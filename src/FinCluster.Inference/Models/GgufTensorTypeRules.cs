namespace FinCluster.Inference.Models;

/// <summary>Checks that the CPU can compute with the tensors of a model; it ends the process when it meets a type that it cannot.</summary>
/// <remarks>Source: llama.cpp v0.5.0, ggml-cpu/binary-ops.cpp and ggml-cpu.c. It holds for every architecture.</remarks>
internal static class GgufTensorTypeRules
{
    private const string WeightSuffix = ".weight";
    private const string BiasSuffix = ".bias";
    private const string ScaleSuffix = ".scale";

    // Tables of ids, which are looked up and not multiplied.
    private const string IdTableSuffix = "tid2eid.weight";

    /// <summary>Checks every weight and bias. Tensors with other names are not computed with, or by rules of their own.</summary>
    public static void Check(GgufFile file)
    {
        foreach (GgufTensorInfo tensor in file.Tensors)
        {
            bool isWeight = tensor.Name.EndsWith(WeightSuffix, StringComparison.Ordinal);
            bool isBias = tensor.Name.EndsWith(BiasSuffix, StringComparison.Ordinal);
            if ((!isWeight && !isBias) || tensor.Name.EndsWith(IdTableSuffix, StringComparison.Ordinal))
            {
                continue;
            }

            // Vectors are added and multiplied element by element, which is only there for 32-bit floats.
            if ((isBias || tensor.Dimensions.Length == 1) && tensor.Type != GgufTensorType.F32)
            {
                throw file.Invalid($"the vector '{tensor.Name}' is of type {tensor.Type} instead of {GgufTensorType.F32}");
            }

            if (!tensor.Type.IsWeight)
            {
                throw file.Invalid($"the tensor '{tensor.Name}' is of type {tensor.Type}, which cannot be multiplied");
            }

            if (HasScale(file, tensor) && file.FindTensor(Stem(tensor) + BiasSuffix) is not null)
            {
                throw file.Invalid($"the tensor '{tensor.Name}' of type {tensor.Type} has both a scale and a bias");
            }
        }
    }

    /// <summary>Says whether a weight is scaled as a whole, so that nothing can be added to its product before that.</summary>
    public static bool HasScale(GgufFile file, GgufTensorInfo tensor) =>
        tensor.Type == GgufTensorType.NvFp4 && file.FindTensor(Stem(tensor) + ScaleSuffix) is not null;

    private static string Stem(GgufTensorInfo tensor) => tensor.Name[..tensor.Name.LastIndexOf('.')];
}
