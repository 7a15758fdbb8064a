using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace FinCluster.Training.Numerics;

/// <summary>Multiplies packed panels with 256-bit vectors: a tile of 6 rows and 16 columns stays in registers.</summary>
internal readonly struct Kernel256 : IMatrixKernel
{
    /// <inheritdoc/>
    public static int Rows => 6;

    /// <inheritdoc/>
    public static int Columns => 16;

    // Written out, because the registers of a loop over the rows would be spilled to the stack.
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(int depth, ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> target, int stride)
    {
        ref float a = ref MemoryMarshal.GetReference(left);
        ref float b = ref MemoryMarshal.GetReference(right);
        Vector256<float> c0v0 = Vector256<float>.Zero;
        Vector256<float> c0v1 = Vector256<float>.Zero;
        Vector256<float> c1v0 = Vector256<float>.Zero;
        Vector256<float> c1v1 = Vector256<float>.Zero;
        Vector256<float> c2v0 = Vector256<float>.Zero;
        Vector256<float> c2v1 = Vector256<float>.Zero;
        Vector256<float> c3v0 = Vector256<float>.Zero;
        Vector256<float> c3v1 = Vector256<float>.Zero;
        Vector256<float> c4v0 = Vector256<float>.Zero;
        Vector256<float> c4v1 = Vector256<float>.Zero;
        Vector256<float> c5v0 = Vector256<float>.Zero;
        Vector256<float> c5v1 = Vector256<float>.Zero;
        for (int k = 0; k < depth; k++)
        {
            Vector256<float> b0 = Vector256.LoadUnsafe(ref b);
            Vector256<float> b1 = Vector256.LoadUnsafe(ref b, 8);
            Vector256<float> a0 = Vector256.Create(a);
            c0v0 = Vector256.MultiplyAddEstimate(a0, b0, c0v0);
            c0v1 = Vector256.MultiplyAddEstimate(a0, b1, c0v1);
            Vector256<float> a1 = Vector256.Create(Unsafe.Add(ref a, 1));
            c1v0 = Vector256.MultiplyAddEstimate(a1, b0, c1v0);
            c1v1 = Vector256.MultiplyAddEstimate(a1, b1, c1v1);
            Vector256<float> a2 = Vector256.Create(Unsafe.Add(ref a, 2));
            c2v0 = Vector256.MultiplyAddEstimate(a2, b0, c2v0);
            c2v1 = Vector256.MultiplyAddEstimate(a2, b1, c2v1);
            Vector256<float> a3 = Vector256.Create(Unsafe.Add(ref a, 3));
            c3v0 = Vector256.MultiplyAddEstimate(a3, b0, c3v0);
            c3v1 = Vector256.MultiplyAddEstimate(a3, b1, c3v1);
            Vector256<float> a4 = Vector256.Create(Unsafe.Add(ref a, 4));
            c4v0 = Vector256.MultiplyAddEstimate(a4, b0, c4v0);
            c4v1 = Vector256.MultiplyAddEstimate(a4, b1, c4v1);
            Vector256<float> a5 = Vector256.Create(Unsafe.Add(ref a, 5));
            c5v0 = Vector256.MultiplyAddEstimate(a5, b0, c5v0);
            c5v1 = Vector256.MultiplyAddEstimate(a5, b1, c5v1);
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
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(ref float target, Vector256<float> v0, Vector256<float> v1)
    {
        (Vector256.LoadUnsafe(ref target) + v0).StoreUnsafe(ref target);
        (Vector256.LoadUnsafe(ref target, 8) + v1).StoreUnsafe(ref target, 8);
    }
}
