using System.Runtime.InteropServices;

namespace FinCluster.Inference.Native;

internal static unsafe partial class NativeMethods
{
    [LibraryImport(Llama)]
    internal static partial LlamaModelParams llama_model_default_params();

    [LibraryImport(Llama, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial ModelHandle llama_model_load_from_file(string path, LlamaModelParams parameters);

    [LibraryImport(Llama)]
    internal static partial void llama_model_free(nint model);

    [LibraryImport(Llama)]
    internal static partial int llama_model_n_ctx_train(ModelHandle model);

    [LibraryImport(Llama)]
    internal static partial int llama_model_n_embd(ModelHandle model);

    [LibraryImport(Llama)]
    internal static partial ulong llama_model_n_params(ModelHandle model);

    [LibraryImport(Llama)]
    internal static partial int llama_model_desc(ModelHandle model, byte* buffer, nuint length);

    [LibraryImport(Llama)]
    internal static partial byte llama_model_has_encoder(ModelHandle model);

    [LibraryImport(Llama)]
    internal static partial byte llama_model_has_decoder(ModelHandle model);

    [LibraryImport(Llama)]
    internal static partial byte llama_model_is_recurrent(ModelHandle model);

    [LibraryImport(Llama)]
    internal static partial byte llama_model_is_hybrid(ModelHandle model);

    [LibraryImport(Llama)]
    internal static partial byte* llama_model_chat_template(ModelHandle model, byte* name);

    [LibraryImport(Llama)]
    internal static partial int llama_chat_apply_template(
        byte* template, LlamaChatMessage* messages, nuint messageCount, byte addAssistant, byte* buffer, int length);
}
