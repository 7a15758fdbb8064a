namespace FinCluster.Training.Model;

/// <summary>Where a tensor lies among all parameters.</summary>
/// <param name="Name">Its name in model files.</param>
/// <param name="Rows">Outputs of a matrix; 1 for a norm.</param>
/// <param name="Columns">Inputs of a matrix; the length of a norm.</param>
/// <param name="Offset">Where it starts, in elements.</param>
/// <param name="Kind">What it is for.</param>
internal sealed record ParameterSlot(string Name, int Rows, int Columns, int Offset, ParameterKind Kind)
{
    /// <summary>Gets the number of elements.</summary>
    public int Length => Rows * Columns;

    /// <summary>Gets the tensor's part of <paramref name="parameters"/>.</summary>
    public Span<float> Of(Span<float> parameters) => parameters.Slice(Offset, Length);

    /// <summary>Gets the tensor's part of <paramref name="parameters"/>.</summary>
    public ReadOnlySpan<float> Of(ReadOnlySpan<float> parameters) => parameters.Slice(Offset, Length);
}

/// <summary>What a tensor is for, which decides how it is trained.</summary>
internal enum ParameterKind
{
    /// <summary>The vectors of tokens, at the beginning or the end of the model.</summary>
    Embedding,

    /// <summary>The factors of a norm.</summary>
    Norm,

    /// <summary>A matrix of a layer.</summary>
    Matrix,
}
