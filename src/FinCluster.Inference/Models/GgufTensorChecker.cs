namespace FinCluster.Inference.Models;

/// <summary>Checks the shapes of a file's tensors, and that there are no others than those that were asked for.</summary>
internal sealed class GgufTensorChecker(GgufFile file)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    public bool Has(string name) => file.FindTensor(name) is not null;

    /// <summary>Checks a tensor of weights that must be there, and the scales that may be there beside it.</summary>
    /// <param name="name">The tensor without its suffix.</param>
    /// <param name="shape">Its dimensions.</param>
    public void RequireMatrix(string name, params ReadOnlySpan<long> shape)
    {
        if (!Has(name + ".weight"))
        {
            throw Missing(name + ".weight");
        }

        AllowMatrix(name, shape);
    }

    /// <summary>Checks a tensor of weights that may be there, and the scales that may be there beside it.</summary>
    /// <param name="name">The tensor without its suffix.</param>
    /// <param name="shape">Its dimensions.</param>
    public void AllowMatrix(string name, params ReadOnlySpan<long> shape)
    {
        if (file.FindTensor(name + ".weight") is not { } tensor)
        {
            return;
        }

        Check(tensor, shape);
        long scales = shape.Length > 2 ? shape[2] : 1;
        AllowVector(name + ".scale", scales);
        AllowVector(name + ".input_scale", scales);
    }

    /// <summary>Checks a vector that must be there.</summary>
    public void RequireVector(string name, long length) => CheckVector(file.FindTensor(name) ?? throw Missing(name), length);

    /// <summary>Checks a vector that may be there.</summary>
    public void AllowVector(string name, long length)
    {
        if (file.FindTensor(name) is { } tensor)
        {
            CheckVector(tensor, length);
        }
    }

    /// <summary>Checks that every tensor was asked for: llama.cpp refuses a model with one that it does not use.</summary>
    public void CheckAllKnown()
    {
        foreach (GgufTensorInfo tensor in file.Tensors)
        {
            if (!_known.Contains(tensor.Name))
            {
                throw file.Invalid($"the tensor '{tensor.Name}' is no part of a {file.Architecture} model of these sizes");
            }
        }
    }

    private ModelFileException Missing(string name) => file.Invalid($"the tensor '{name}' is missing");

    private void CheckVector(GgufTensorInfo tensor, long length)
    {
        Check(tensor, [length]);
        if (tensor.Type != GgufTensorType.F32)
        {
            throw file.Invalid($"the vector '{tensor.Name}' is of type {tensor.Type} instead of {GgufTensorType.F32}");
        }
    }

    private void Check(GgufTensorInfo tensor, ReadOnlySpan<long> shape)
    {
        _known.Add(tensor.Name);
        if (!tensor.HasShape(shape))
        {
            string expected = string.Join(", ", shape.ToArray());
            throw file.Invalid($"the tensor '{tensor.Name}' has the shape {tensor.Shape} instead of [{expected}]");
        }
    }
}
