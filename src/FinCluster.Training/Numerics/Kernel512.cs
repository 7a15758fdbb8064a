using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace FinCluster.Training.Numerics;

/// <summary>Multiplies packed panels with 512-bit vectors: a tile of 12 rows and 32 columns stays in registers.</summary>
internal readonly struct Kernel512 : IMatrixKernel
{
    /// <inheritdoc/>
    public static int Rows => 12;

    /// <inheritdoc/>
    public static int Columns => 32;

    // Written out, because the registers of a loop over the rows would be spilled to the stack.
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(int depth, ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> target, int stride)
    {
        ref float a = ref MemoryMarshal.GetReference(left);
        ref float b = ref MemoryMarshal.GetReference(right);
        Vector512<float> c0v0 = Vector512<float>.Zero;
        Vector512<float> c0v1 = Vector512<float>.Zero;
        Vector512<float> c1v0 = Vector512<float>.Zero;
        Vector512<float> c1v1 = Vector512<float>.Zero;
        Vector512<float> c2v0 = Vector512<float>.Zero;
        Vector512<float> c2v1 = Vector512<float>.Zero;
        Vector512<float> c3v0 = Vector512<float>.Zero;
        Vector512<float> c3v1 = Vector512<float>.Zero;
        Vector512<float> c4v0 = Vector512<float>.Zero;
        Vector512<float> c4v1 = Vector512<float>.Zero;
        Vector512<float> c5v0 = Vector512<float>.Zero;
        Vector512<float> c5v1 = Vector512<float>.Zero;
        Vector512<float> c6v0 = Vector512<float>.Zero;
        Vector512<float> c6v1 = Vector512<float>.Zero;
        Vector512<float> c7v0 = Vector512<float>.Zero;
        Vector512<float> c7v1 = Vector512<float>.Zero;
        Vector512<float> c8v0 = Vector512<float>.Zero;
        Vector512<float> c8v1 = Vector512<float>.Zero;
        Vector512<float> c9v0 = Vector512<float>.Zero;
        Vector512<float> c9v1 = Vector512<float>.Zero;
        Vector512<float> c10v0 = Vector512<float>.Zero;
        Vector512<float> c10v1 = Vector512<float>.Zero;
        Vector512<float> c11v0 = Vector512<float>.Zero;
        Vector512<float> c11v1 = Vector512<float>.Zero;
        for (int k = 0; k < depth; k++)
        {
            Vector512<float> b0 = Vector512.LoadUnsafe(ref b);
            Vector512<float> b1 = Vector512.LoadUnsafe(ref b, 16);
            Vector512<float> a0 = Vector512.Create(a);
            c0v0 = Vector512.MultiplyAddEstimate(a0, b0, c0v0);
            c0v1 = Vector512.MultiplyAddEstimate(a0, b1, c0v1);
            Vector512<float> a1 = Vector512.Create(Unsafe.Add(ref a, 1));
            c1v0 = Vector512.MultiplyAddEstimate(a1, b0, c1v0);
            c1v1 = Vector512.MultiplyAddEstimate(a1, b1, c1v1);
            Vector512<float> a2 = Vector512.Create(Unsafe.Add(ref a, 2));
            c2v0 = Vector512.MultiplyAddEstimate(a2, b0, c2v0);
            c2v1 = Vector512.MultiplyAddEstimate(a2, b1, c2v1);
            Vector512<float> a3 = Vector512.Create(Unsafe.Add(ref a, 3));
            c3v0 = Vector512.MultiplyAddEstimate(a3, b0, c3v0);
            c3v1 = Vector512.MultiplyAddEstimate(a3, b1, c3v1);
            Vector512<float> a4 = Vector512.Create(Unsafe.Add(ref a, 4));
            c4v0 = Vector512.MultiplyAddEstimate(a4, b0, c4v0);
            c4v1 = Vector512.MultiplyAddEstimate(a4, b1, c4v1);
            Vector512<float> a5 = Vector512.Create(Unsafe.Add(ref a, 5));
            c5v0 = Vector512.MultiplyAddEstimate(a5, b0, c5v0);
            c5v1 = Vector512.MultiplyAddEstimate(a5, b1, c5v1);
            Vector512<float> a6 = Vector512.Create(Unsafe.Add(ref a, 6));
            c6v0 = Vector512.MultiplyAddEstimate(a6, b0, c6v0);
            c6v1 = Vector512.MultiplyAddEstimate(a6, b1, c6v1);
            Vector512<float> a7 = Vector512.Create(Unsafe.Add(ref a, 7));
            c7v0 = Vector512.MultiplyAddEstimate(a7, b0, c7v0);
            c7v1 = Vector512.MultiplyAddEstimate(a7, b1, c7v1);
            Vector512<float> a8 = Vector512.Create(Unsafe.Add(ref a, 8));
            c8v0 = Vector512.MultiplyAddEstimate(a8, b0, c8v0);
            c8v1 = Vector512.MultiplyAddEstimate(a8, b1, c8v1);
            Vector512<float> a9 = Vector512.Create(Unsafe.Add(ref a, 9));
            c9v0 = Vector512.MultiplyAddEstimate(a9, b0, c9v0);
            c9v1 = Vector512.MultiplyAddEstimate(a9, b1, c9v1);
            Vector512<float> a10 = Vector512.Create(Unsafe.Add(ref a, 10));
            c10v0 = Vector512.MultiplyAddEstimate(a10, b0, c10v0);
            c10v1 = Vector512.MultiplyAddEstimate(a10, b1, c10v1);
            Vector512<float> a11 = Vector512.Create(Unsafe.Add(ref a, 11));
            c11v0 = Vector512.MultiplyAddEstimate(a11, b0, c11v0);
            c11v1 = Vector512.MultiplyAddEstimate(a11, b1, c11v1);
            a = ref Unsafe.Add(ref a, Rows);
            b = ref Unsafe.Add(ref b, Columns);
        }

        ref float c = ref MemoryMarshal.GetReference(target);
        Add(ref c, c0v0, c0v1);
        c = ref Unsafe.Add(ref c, stride);
        Add(ref c, c1v0, c1v1);
        c = ref Unsafe.Add(ref c, stride);
        Add(ref c, c2v0, c2v1);
        c = ref Unsafe.Add(ref c, stride);
        Add(ref c, c3v0, c3v1);
        c = ref Unsafe.Add(ref c, stride);
        Add(ref c, c4v0, c4v1);
        c = ref Unsafe.Add(ref c, stride);
        Add(ref c, c5v0, c5v1);
        c = ref Unsafe.Add(ref c, stride);
        Add(ref c, c6v0, c6v1);
        c = ref Unsafe.Add(ref c, stride);
        Add(ref c, c7v0, c7v1);
        c = ref Unsafe.Add(ref c, stride);
        Add(ref c, c8v0, c8v1);
        c = ref Unsafe.Add(ref c, stride);
        Add(ref c, c9v0, c9v1);
        c = ref Unsafe.Add(ref c, stride);
        Add(ref c, c10v0, c10v1);
        c = ref Unsafe.Add(ref c, stride);
        Add(ref c, c11v0, c11v1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(ref float target, Vector512<float> v0, Vector512<float> v1)
    {
        (Vector512.LoadUnsafe(ref target) + v0).StoreUnsafe(ref target);
        (Vector512.LoadUnsafe(ref target, 16) + v1).StoreUnsafe(ref target, 16);
    }
}
