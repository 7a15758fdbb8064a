using System.Runtime.InteropServices;

namespace FinCluster.Inference.Native;

/// <summary>Owns a <c>llama_model</c>.</summary>
internal sealed class ModelHandle() : SafeHandle(invalidHandleValue: 0, ownsHandle: true)
{
    /// <summary>Gets the lock of the model's list of adapters, which a context reads when it is made and when it computes first.</summary>
    public Lock Gate { get; } = new();

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        NativeMethods.llama_model_free(handle);
        return true;
    }
}
