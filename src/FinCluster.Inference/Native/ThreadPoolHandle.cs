using System.Runtime.InteropServices;

namespace FinCluster.Inference.Native;

/// <summary>Owns a <c>ggml_threadpool</c>, the worker threads of one context.</summary>
internal sealed unsafe class ThreadPoolHandle() : SafeHandle(invalidHandleValue: 0, ownsHandle: true)
{
    private const int CpuDevice = 0;

    private delegate* unmanaged[Cdecl]<nint, void> _free;

    public override bool IsInvalid => handle == 0;

    /// <summary>Starts a pool; null when the CPU backend has none, and the context then makes its own threads.</summary>
    /// <param name="threads">Number of threads, the calling one included.</param>
    /// <param name="poll">How long a thread spins before it sleeps, 0 to 100.</param>
    public static ThreadPoolHandle? Create(int threads, uint poll)
    {
        nint device = NativeMethods.ggml_backend_dev_by_type(CpuDevice);
        nint registration = device == 0 ? 0 : NativeMethods.ggml_backend_dev_backend_reg(device);
        if (registration == 0)
        {
            return null;
        }

        // The pool's functions live in the CPU variant that was picked for this machine, so they have no fixed library.
        var create = (delegate* unmanaged[Cdecl]<GgmlThreadPoolParams*, nint>)
            NativeMethods.ggml_backend_reg_get_proc_address(registration, "ggml_threadpool_new");
        var free = (delegate* unmanaged[Cdecl]<nint, void>)
            NativeMethods.ggml_backend_reg_get_proc_address(registration, "ggml_threadpool_free");
        if (create is null || free is null)
        {
            return null;
        }

        GgmlThreadPoolParams parameters;
        NativeMethods.ggml_threadpool_params_init(&parameters, threads);
        parameters.Poll = poll;
        var pool = new ThreadPoolHandle { _free = free };
        pool.SetHandle(create(&parameters));
        return pool.IsInvalid ? null : pool;
    }

    protected override bool ReleaseHandle()
    {
        _free(handle);
        return true;
    }
}
