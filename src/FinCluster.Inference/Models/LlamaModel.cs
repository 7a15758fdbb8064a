using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using FinCluster.Inference.Native;

namespace FinCluster.Inference.Models;

/// <summary>A loaded model: weights, vocabulary and chat template. Immutable; contexts share it.</summary>
internal sealed unsafe class LlamaModel : ITextModel, IDisposable
{
    private LlamaModel(ModelHandle handle)
    {
        Handle = handle;
        Vocabulary = new LlamaVocabulary(handle);
        ChatTemplate = Models.ChatTemplate.Create(Marshal.PtrToStringUTF8((nint)NativeMethods.llama_model_chat_template(handle, null)));
        Description = Describe(handle);
    }

    public ModelHandle Handle { get; }

    /// <inheritdoc/>
    public Vocabulary Vocabulary { get; }

    /// <summary>Gets the chat template; null when the file has none or one that libllama does not know.</summary>
    public IChatTemplate? ChatTemplate { get; }

    /// <summary>Gets architecture, size and quantization, for example "llama 7B Q8_0" or "llama 6.7M Q8_0".</summary>
    public string Description { get; }

    /// <summary>Gets the context that the model was trained with, in tokens.</summary>
    public int TrainedContextLength => NativeMethods.llama_model_n_ctx_train(Handle);

    public int EmbeddingLength => NativeMethods.llama_model_n_embd(Handle);

    public long ParameterCount => (long)NativeMethods.llama_model_n_params(Handle);

    /// <summary>Loads a model file.</summary>
    /// <param name="path">A file that <c>GgufFile</c> has read without complaint.</param>
    /// <param name="gpuLayers">Layers that go to the GPU; negative for all.</param>
    /// <exception cref="EngineStartException">libllama refuses the file, or the model is of a kind that cannot be batched.</exception>
    public static LlamaModel Load(string path, int gpuLayers)
    {
        LlamaModelParams parameters = NativeMethods.llama_model_default_params();
        parameters.GpuLayers = gpuLayers;
        ModelHandle handle = NativeMethods.llama_model_load_from_file(path, parameters);
        if (handle.IsInvalid)
        {
            handle.Dispose();
            throw new EngineStartException($"{path} does not load: {NativeLog.TakeErrors()}");
        }

        if (NativeMethods.llama_model_has_encoder(handle) != 0
            || NativeMethods.llama_model_has_decoder(handle) == 0
            || NativeMethods.llama_model_is_recurrent(handle) != 0
            || NativeMethods.llama_model_is_hybrid(handle) != 0)
        {
            // Their state cannot be cut back to a prefix, which the scheduler relies on.
            handle.Dispose();
            throw new EngineStartException($"{path} is not a decoder-only transformer; only LLaMA-like models are served");
        }

        return new LlamaModel(handle);
    }

    public void Dispose() => Handle.Dispose();

    private static string Describe(ModelHandle handle)
    {
        byte* text = stackalloc byte[256];
        int length = NativeMethods.llama_model_desc(handle, text, 256);
        string description = length < 0 ? "" : Encoding.UTF8.GetString(text, Math.Min(length, 255));

        // libllama names the sizes that it knows by layers and calls any other one "?B".
        double parameters = NativeMethods.llama_model_n_params(handle);
        (double number, char unit) = parameters >= 1e9 ? (parameters / 1e9, 'B') : (parameters / 1e6, 'M');
        string size = string.Create(CultureInfo.InvariantCulture, $"{number:0.#}{unit}");
        return description.Replace("?B", size, StringComparison.Ordinal);
    }
}
