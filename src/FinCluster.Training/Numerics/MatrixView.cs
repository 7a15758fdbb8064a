namespace FinCluster.Training.Numerics;

/// <summary>A matrix inside a span: its transpose or a block of it is another view of the same numbers.</summary>
/// <param name="data">The numbers, from the first element on.</param>
/// <param name="rows">The number of rows.</param>
/// <param name="columns">The number of columns.</param>
/// <param name="rowStride">Elements from one row to the next.</param>
/// <param name="columnStride">Elements from one column to the next.</param>
internal readonly ref struct MatrixView(ReadOnlySpan<float> data, int rows, int columns, int rowStride, int columnStride)
{
    /// <summary>Views a dense matrix, row by row.</summary>
    public MatrixView(ReadOnlySpan<float> data, int rows, int columns)
        : this(data, rows, columns, columns, 1)
    {
    }

    /// <summary>Gets the numbers.</summary>
    public ReadOnlySpan<float> Data { get; } = data;

    /// <summary>Gets the number of rows.</summary>
    public int Rows { get; } = rows;

    /// <summary>Gets the number of columns.</summary>
    public int Columns { get; } = columns;

    /// <summary>Gets how many elements lie from one row to the next.</summary>
    public int RowStride { get; } = rowStride;

    /// <summary>Gets how many elements lie from one column to the next.</summary>
    public int ColumnStride { get; } = columnStride;

    /// <summary>Gets the transpose.</summary>
    public MatrixView Transposed => new(Data, Columns, Rows, ColumnStride, RowStride);

    /// <summary>Gets the number of elements that the view reaches over.</summary>
    public int Extent => Rows == 0 || Columns == 0 ? 0 : ((Rows - 1) * RowStride) + ((Columns - 1) * ColumnStride) + 1;
}
