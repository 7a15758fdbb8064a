using System.Runtime.InteropServices;

namespace FinCluster.Inference.Native;

/// <summary>Owns a <c>llama_adapter_lora</c> and keeps its model alive, which lists it.</summary>
internal sealed class AdapterHandle() : SafeHandle(invalidHandleValue: 0, ownsHandle: true)
{
    private ModelHandle? _model;

    public override bool IsInvalid => handle == 0;

    /// <summary>Reads an adapter; null when libllama cannot, for the reason in its log.</summary>
    public static AdapterHandle? Create(ModelHandle model, string path)
    {
        lock (model.Gate)
        {
            AdapterHandle adapter = NativeMethods.llama_adapter_lora_init(model, path);
            if (adapter.IsInvalid)
            {
                adapter.Dispose();
                return null;
            }

            bool added = false;
            model.DangerousAddRef(ref added);
            adapter._model = model;
            return adapter;
        }
    }

    protected override bool ReleaseHandle()
    {
        if (_model is null)
        {
            return true;
        }

        lock (_model.Gate)
        {
            NativeMethods.llama_adapter_lora_free(handle);
        }

        _model.DangerousRelease();
        return true;
    }
}
