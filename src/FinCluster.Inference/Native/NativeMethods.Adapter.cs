using System.Runtime.InteropServices;

namespace FinCluster.Inference.Native;

internal static unsafe partial class NativeMethods
{
    [LibraryImport(Llama, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial AdapterHandle llama_adapter_lora_init(ModelHandle model, string path);

    [LibraryImport(Llama)]
    internal static partial void llama_adapter_lora_free(nint adapter);

    [LibraryImport(Llama)]
    internal static partial int llama_set_adapters_lora(ContextHandle context, nint* adapters, nuint count, float* scales);
}
