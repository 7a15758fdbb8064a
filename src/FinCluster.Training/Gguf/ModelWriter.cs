using FinCluster.Inference.Models;
using FinCluster.Training.Model;

namespace FinCluster.Training.Gguf;

/// <summary>Writes models: sizes and weights of their own, vocabulary and chat template of the model that they come from.</summary>
internal static class ModelWriter
{
    private static readonly string[] TokenizerTexts = ["tokenizer.ggml.model", "tokenizer.ggml.pre", "tokenizer.chat_template"];

    private static readonly string[] TokenizerNumbers =
    [
        "tokenizer.ggml.bos_token_id", "tokenizer.ggml.eos_token_id", "tokenizer.ggml.eot_token_id", "tokenizer.ggml.unknown_token_id",
        "tokenizer.ggml.padding_token_id",
    ];

    private static readonly string[] TokenizerSwitches =
        ["tokenizer.ggml.add_bos_token", "tokenizer.ggml.add_eos_token", "tokenizer.ggml.add_space_prefix"];

    /// <summary>Writes a model.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="name">The name that the file gives itself.</param>
    /// <param name="layout">Its tensors.</param>
    /// <param name="parameters">All parameters.</param>
    /// <param name="vocabulary">The model whose vocabulary it has.</param>
    /// <param name="format">How matrices are stored; norms are always floats.</param>
    public static void Write(
        string path, string name, ParameterLayout layout, ReadOnlySpan<float> parameters, GgufFile vocabulary, WeightFormat format)
    {
        LlamaShape shape = layout.Shape;
        var document = new GgufDocument();
        document.Set("general.architecture", "llama");
        document.Set("general.type", "model");
        document.Set("general.name", name);
        document.Set("general.quantization_version", 2u);
        document.Set("general.file_type", format.FileType());
        document.Set("llama.context_length", (uint)shape.Context);
        document.Set("llama.embedding_length", (uint)shape.Width);
        document.Set("llama.block_count", (uint)shape.Layers);
        document.Set("llama.feed_forward_length", (uint)shape.FeedForward);
        document.Set("llama.attention.head_count", (uint)shape.Heads);
        document.Set("llama.attention.head_count_kv", (uint)shape.Heads);
        document.Set("llama.attention.layer_norm_rms_epsilon", shape.Epsilon);
        document.Set("llama.rope.freq_base", shape.RopeBase);
        document.Set("llama.rope.dimension_count", (uint)shape.HeadWidth);
        document.Set("llama.vocab_size", (uint)shape.Vocabulary);
        CopyVocabulary(vocabulary.Metadata, document);
        foreach (ParameterSlot slot in layout.Slots)
        {
            ReadOnlySpan<float> weights = slot.Of(parameters);
            if (slot.Kind == ParameterKind.Norm)
            {
                document.Add(slot.Name, weights, WeightFormat.F32, slot.Columns);
            }
            else
            {
                bool fits = slot.Columns % Q8Block.Length == 0;
                document.Add(slot.Name, weights, fits ? format : WeightFormat.F32, slot.Columns, slot.Rows);
            }
        }

        document.Save(path);
    }

    private static void CopyVocabulary(GgufMetadata from, GgufDocument to)
    {
        CopyEach(TokenizerTexts, from.FindText, to.Set);
        CopyEach(TokenizerNumbers, key => from.FindU32(key), (key, value) => to.Set(key, value!.Value));
        CopyEach(TokenizerSwitches, key => from.FindBool(key), (key, value) => to.Set(key, value!.Value));
        if (from.TryGetValue("tokenizer.ggml.tokens", out GgufValue? tokens))
        {
            to.Set("tokenizer.ggml.tokens", tokens.Strings!);
        }

        if (from.TryGetValue("tokenizer.ggml.scores", out GgufValue? scores))
        {
            to.Set("tokenizer.ggml.scores", scores.Elements<float>().ToArray());
        }

        if (from.TryGetValue("tokenizer.ggml.token_type", out GgufValue? types))
        {
            to.Set("tokenizer.ggml.token_type", types.Elements<int>().ToArray());
        }
    }

    private static void CopyEach<T>(string[] keys, Func<string, T?> find, Action<string, T> set)
    {
        foreach (string key in keys)
        {
            if (find(key) is { } value)
            {
                set(key, value);
            }
        }
    }
}
