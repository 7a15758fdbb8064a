namespace FinCluster.Testing.Gguf;

/// <summary>Makes small random models that llama.cpp loads and runs, and LoRA adapters for them.</summary>
/// <remarks>The writer that comes back can still be changed, to make a file that must be refused.</remarks>
public static class TinyLlamaModel
{
    // Large enough that greedy decoding does not fall into one repeated token.
    private const float EmbeddingDeviation = 1f;
    private const float WeightDeviation = 0.12f;

    /// <summary>Makes a model.</summary>
    public static GgufWriter Create(TinyLlamaOptions? options = null)
    {
        options ??= new TinyLlamaOptions();
        var writer = new GgufWriter();
        AddMetadata(writer, options);
        AddTokenizer(writer);
        AddTensors(writer, options);
        return writer;
    }

    /// <summary>Makes an adapter for the query and value matrices of a model of the same shape.</summary>
    /// <param name="options">The shape of the model; its seed is that of the adapter.</param>
    /// <param name="rank">The rank of the adapter.</param>
    public static GgufWriter CreateLora(TinyLlamaOptions? options = null, int rank = 4)
    {
        options ??= new TinyLlamaOptions();
        var random = new NormalRandom(options.Seed);
        var writer = new GgufWriter()
            .Set("general.type", "adapter")
            .Set("general.architecture", "llama")
            .Set("general.name", "Tiny adapter")
            .Set("adapter.type", "lora")
            .Set("adapter.lora.alpha", 2f * rank);
        for (int layer = 0; layer < options.Layers; layer++)
        {
            foreach ((string name, int output) in new[] { ("attn_q", options.Width), ("attn_v", options.KeyValueWidth) })
            {
                string prefix = $"blk.{layer}.{name}.weight";
                writer.Tensors.Add(GgufTensor.OfSingles(
                    prefix + ".lora_a", random.Next(options.Width * rank, WeightDeviation), options.Width, rank));
                writer.Tensors.Add(GgufTensor.OfSingles(prefix + ".lora_b", random.Next(output * rank, WeightDeviation), rank, output));
            }
        }

        return writer;
    }

    private static void AddMetadata(GgufWriter writer, TinyLlamaOptions options) => writer
        .Set("general.architecture", "llama")
        .Set("general.type", "model")
        .Set("general.name", "Tiny")
        .Set("general.file_type", options.HalfPrecision ? 1u : 0u)
        .Set("llama.context_length", (uint)options.ContextLength)
        .Set("llama.embedding_length", (uint)options.Width)
        .Set("llama.block_count", (uint)options.Layers)
        .Set("llama.feed_forward_length", (uint)options.FeedForward)
        .Set("llama.attention.head_count", (uint)options.Heads)
        .Set("llama.attention.head_count_kv", (uint)options.KeyValueHeads)
        .Set("llama.attention.layer_norm_rms_epsilon", 1e-5f)
        .Set("llama.rope.freq_base", 10_000f)
        .Set("llama.rope.dimension_count", (uint)options.HeadLength)
        .Set("llama.vocab_size", (uint)TinyVocabulary.Pieces.Count);

    private static void AddTokenizer(GgufWriter writer) => writer
        .Set("tokenizer.ggml.model", "llama")
        .Set("tokenizer.ggml.pre", "default")
        .Set("tokenizer.ggml.tokens", TinyVocabulary.Pieces)
        .Set("tokenizer.ggml.scores", TinyVocabulary.Scores())
        .Set("tokenizer.ggml.token_type", TinyVocabulary.Types())
        .Set("tokenizer.ggml.bos_token_id", (uint)TinyVocabulary.BeginId)
        .Set("tokenizer.ggml.eos_token_id", (uint)TinyVocabulary.MessageEndId)
        .Set("tokenizer.ggml.eot_token_id", (uint)TinyVocabulary.MessageEndId)
        .Set("tokenizer.ggml.unknown_token_id", (uint)TinyVocabulary.UnknownId)
        .Set("tokenizer.ggml.padding_token_id", (uint)TinyVocabulary.EndId)
        .Set("tokenizer.ggml.add_bos_token", true)
        .Set("tokenizer.ggml.add_eos_token", false)
        .Set("tokenizer.ggml.add_space_prefix", false)
        .Set("tokenizer.chat_template", TinyVocabulary.ChatTemplate);

    private static void AddTensors(GgufWriter writer, TinyLlamaOptions options)
    {
        var random = new NormalRandom(options.Seed);
        int width = options.Width;
        int vocabulary = TinyVocabulary.Pieces.Count;
        Matrix("token_embd", EmbeddingDeviation, width, vocabulary);
        Ones("output_norm", width);
        if (!options.TiedOutput)
        {
            Matrix("output", WeightDeviation, width, vocabulary);
        }

        for (int layer = 0; layer < options.Layers; layer++)
        {
            string prefix = $"blk.{layer}.";
            Ones(prefix + "attn_norm", width);
            Matrix(prefix + "attn_q", WeightDeviation, width, width);
            Matrix(prefix + "attn_k", WeightDeviation, width, options.KeyValueWidth);
            Matrix(prefix + "attn_v", WeightDeviation, width, options.KeyValueWidth);
            Matrix(prefix + "attn_output", WeightDeviation, width, width);
            Ones(prefix + "ffn_norm", width);
            Matrix(prefix + "ffn_gate", WeightDeviation, width, options.FeedForward);
            Matrix(prefix + "ffn_up", WeightDeviation, width, options.FeedForward);
            Matrix(prefix + "ffn_down", WeightDeviation, options.FeedForward, width);
        }

        void Matrix(string name, float deviation, long columns, long rows)
        {
            float[] values = random.Next(columns * rows, deviation);
            writer.Tensors.Add(options.HalfPrecision
                ? GgufTensor.OfHalves(name + ".weight", values, columns, rows)
                : GgufTensor.OfSingles(name + ".weight", values, columns, rows));
        }

        void Ones(string name, int length) =>
            writer.Tensors.Add(GgufTensor.OfSingles(name + ".weight", [.. Enumerable.Repeat(1f, length)], length));
    }
}
