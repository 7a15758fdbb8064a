namespace FinCluster.Training.Numerics;

/// <summary>The innermost part of a matrix product, for one width of the processor's vectors.</summary>
internal interface IMatrixKernel
{
    /// <summary>Gets the rows of a tile.</summary>
    static abstract int Rows { get; }

    /// <summary>Gets the columns of a tile.</summary>
    static abstract int Columns { get; }

    /// <summary>Adds the product of two packed panels to a tile.</summary>
    /// <param name="depth">The length of the sums.</param>
    /// <param name="left">For each step of the sum, the elements of all rows; at least depth × <see cref="Rows"/>.</param>
    /// <param name="right">For each step of the sum, the elements of all columns; at least depth × <see cref="Columns"/>.</param>
    /// <param name="target">The tile, which reaches over (rows − 1) × stride + columns elements.</param>
    /// <param name="stride">Elements from one row of the tile to the next.</param>
    static abstract void Multiply(int depth, ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> target, int stride);
}
