using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace FinCluster.Training.Numerics;

/// <summary>Multiplies matrices on one thread, with buffers that are used again. Not thread-safe: each thread has its own.</summary>
/// <remarks>
/// Both matrices are copied into panels in the order in which the kernel reads them, block by block, so that a panel of the right one stays
/// in the first-level cache and a block of the left one in the second. Copying also makes transposes cost nothing.
/// </remarks>
internal sealed class MatrixProduct
{
    // Panels of 256 × 32 and 256 × 12 floats share a first-level cache of 48 KiB; 96 × 256 and 256 × 1,024 floats a second-level one.
    private const int DepthBlock = 256;
    private const int RowBlock = 96;
    private const int ColumnBlock = 1024;
    private const int MaxTile = 12 * 32;

    private readonly float[] _left = new float[DepthBlock * RowBlock];
    private readonly float[] _right = new float[DepthBlock * ColumnBlock];

    /// <summary>Computes <c>target = left · right</c>, or adds the product to what is there.</summary>
    /// <param name="left">The left matrix.</param>
    /// <param name="right">The right matrix, with as many rows as the left one has columns.</param>
    /// <param name="target">The result, row by row.</param>
    /// <param name="stride">Elements from one row of the result to the next.</param>
    /// <param name="add">Whether to add to what is there.</param>
    public void Multiply(MatrixView left, MatrixView right, Span<float> target, int stride, bool add = false)
    {
        Debug.Assert(left.Columns == right.Rows, "the shapes do not multiply");
        Debug.Assert(left.Extent <= left.Data.Length && right.Extent <= right.Data.Length, "a view reaches beyond its data");
        if (!add)
        {
            for (int row = 0; row < left.Rows; row++)
            {
                target.Slice(row * stride, right.Columns).Clear();
            }
        }

        if (Vector512.IsHardwareAccelerated)
        {
            Run<Kernel512>(left, right, target, stride);
        }
        else
        {
            Run<Kernel256>(left, right, target, stride);
        }
    }

    /// <summary>Adds the product with a kernel.</summary>
    internal void Run<TKernel>(MatrixView left, MatrixView right, Span<float> target, int stride)
        where TKernel : struct, IMatrixKernel
    {
        for (int column = 0; column < right.Columns; column += ColumnBlock)
        {
            int columns = Math.Min(ColumnBlock, right.Columns - column);
            for (int start = 0; start < left.Columns; start += DepthBlock)
            {
                int depth = Math.Min(DepthBlock, left.Columns - start);
                Pack(right.Transposed, column, columns, start, depth, TKernel.Columns, _right);
                for (int row = 0; row < left.Rows; row += RowBlock)
                {
                    int rows = Math.Min(RowBlock, left.Rows - row);
                    Pack(left, row, rows, start, depth, TKernel.Rows, _left);
                    MultiplyBlock<TKernel>(rows, columns, depth, target[((row * stride) + column)..], stride);
                }
            }
        }
    }

    private void MultiplyBlock<TKernel>(int rows, int columns, int depth, Span<float> target, int stride)
        where TKernel : struct, IMatrixKernel
    {
        Span<float> edge = stackalloc float[MaxTile];
        for (int column = 0; column < columns; column += TKernel.Columns)
        {
            ReadOnlySpan<float> right = _right.AsSpan(column * depth, TKernel.Columns * depth);
            int width = Math.Min(TKernel.Columns, columns - column);
            for (int row = 0; row < rows; row += TKernel.Rows)
            {
                ReadOnlySpan<float> left = _left.AsSpan(row * depth, TKernel.Rows * depth);
                int height = Math.Min(TKernel.Rows, rows - row);
                Span<float> tile = target[((row * stride) + column)..];
                if (width == TKernel.Columns && height == TKernel.Rows)
                {
                    TKernel.Multiply(depth, left, right, tile, stride);
                    continue;
                }

                edge.Clear();
                TKernel.Multiply(depth, left, right, edge, TKernel.Columns);
                for (int i = 0; i < height; i++)
                {
                    AddTo(tile.Slice(i * stride, width), edge.Slice(i * TKernel.Columns, width));
                }
            }
        }
    }

    private static void AddTo(Span<float> target, ReadOnlySpan<float> values)
    {
        for (int i = 0; i < target.Length; i++)
        {
            target[i] += values[i];
        }
    }

    /// <summary>Copies rows into panels of <paramref name="panel"/> rows, column by column; rows that are not there become zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pack(MatrixView from, int row, int rows, int column, int columns, int panel, Span<float> target)
    {
        ref float source = ref MemoryMarshal.GetReference(from.Data);
        for (int first = 0; first < rows; first += panel)
        {
            int count = Math.Min(panel, rows - first);
            Span<float> packed = target.Slice(first * columns, panel * columns);
            if (count < panel)
            {
                packed.Clear();
            }

            ref float to = ref MemoryMarshal.GetReference(packed);
            nint origin = ((nint)(row + first) * from.RowStride) + ((nint)column * from.ColumnStride);
            if (from.RowStride == 1)
            {
                for (int k = 0; k < columns; k++)
                {
                    from.Data.Slice((int)origin + (k * from.ColumnStride), count).CopyTo(packed[(k * panel)..]);
                }

                continue;
            }

            for (int i = 0; i < count; i++)
            {
                ref float line = ref Unsafe.Add(ref source, origin + ((nint)i * from.RowStride));
                for (int k = 0; k < columns; k++)
                {
                    Unsafe.Add(ref to, (k * panel) + i) = Unsafe.Add(ref line, k * from.ColumnStride);
                }
            }
        }
    }
}
