using System.Runtime.InteropServices;

namespace FinCluster.Inference.Native;

internal static unsafe partial class NativeMethods
{
    [LibraryImport(Llama)]
    internal static partial LlamaContextParams llama_context_default_params();

    [LibraryImport(Llama)]
    internal static partial ContextHandle llama_init_from_model(ModelHandle model, LlamaContextParams parameters);

    [LibraryImport(Llama)]
    internal static partial void llama_free(nint context);

    [LibraryImport(Llama)]
    internal static partial uint llama_n_ctx_seq(ContextHandle context);

    [LibraryImport(Llama)]
    internal static partial uint llama_n_batch(ContextHandle context);

    [LibraryImport(Llama)]
    internal static partial uint llama_n_seq_max(ContextHandle context);

    [LibraryImport(Llama)]
    internal static partial int llama_decode(ContextHandle context, LlamaBatch batch);

    [LibraryImport(Llama)]
    internal static partial float* llama_get_logits_ith(ContextHandle context, int index);

    [LibraryImport(Llama)]
    internal static partial float* llama_get_embeddings_seq(ContextHandle context, int sequence);

    [LibraryImport(Llama)]
    internal static partial nint llama_get_memory(ContextHandle context);

    [LibraryImport(Llama)]
    internal static partial void llama_memory_clear(nint memory, byte data);

    [LibraryImport(Llama)]
    internal static partial byte llama_memory_seq_rm(nint memory, int sequence, int from, int to);

    [LibraryImport(Llama)]
    internal static partial void llama_memory_seq_cp(nint memory, int source, int destination, int from, int to);

    [LibraryImport(Llama)]
    internal static partial int llama_memory_seq_pos_max(nint memory, int sequence);

    [LibraryImport(Llama)]
    internal static partial void llama_attach_threadpool(ContextHandle context, nint pool, nint batchPool);

    [LibraryImport(Llama)]
    internal static partial void llama_detach_threadpool(nint context);
}
