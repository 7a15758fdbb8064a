using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FinCluster.Inference.Native;

/// <summary>Mirror of <c>ggml_threadpool_params</c>; the order of fields is ggml's and is pinned by a test.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct GgmlThreadPoolParams
{
    public CpuMask Cpus;
    public int Threads;
    public int Priority;

    /// <summary>How long a thread spins before it sleeps, 0 (not at all) to 100.</summary>
    public uint Poll;
    public byte StrictCpu;
    public byte Paused;

    /// <summary>One byte a core; all zero leaves the affinity alone.</summary>
    [InlineArray(512)]
    public struct CpuMask
    {
        private byte _first;
    }
}
