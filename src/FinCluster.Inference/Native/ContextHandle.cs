using System.Runtime.InteropServices;

namespace FinCluster.Inference.Native;

/// <summary>Owns a <c>llama_context</c> and keeps its model and thread pool alive, because it points into both.</summary>
internal sealed class ContextHandle() : SafeHandle(invalidHandleValue: 0, ownsHandle: true)
{
    private ModelHandle? _model;
    private ThreadPoolHandle? _threads;

    public override bool IsInvalid => handle == 0;

    /// <summary>Creates a context; null when libllama cannot, for the reason in its log.</summary>
    public static ContextHandle? Create(ModelHandle model, LlamaContextParams parameters, ThreadPoolHandle? threads)
    {
        ContextHandle context = NativeMethods.llama_init_from_model(model, parameters);
        if (context.IsInvalid)
        {
            context.Dispose();
            return null;
        }

        bool added = false;
        model.DangerousAddRef(ref added);
        context._model = model;
        if (threads is not null)
        {
            threads.DangerousAddRef(ref added);
            context._threads = threads;
            NativeMethods.llama_attach_threadpool(context, threads.DangerousGetHandle(), threads.DangerousGetHandle());
        }

        return context;
    }

    protected override bool ReleaseHandle()
    {
        if (_threads is not null)
        {
            NativeMethods.llama_detach_threadpool(handle);
        }

        NativeMethods.llama_free(handle);
        _threads?.DangerousRelease();
        _model?.DangerousRelease();
        return true;
    }
}
