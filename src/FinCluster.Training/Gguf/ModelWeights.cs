using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using FinCluster.Inference.Models;
using FinCluster.Training.Model;

namespace FinCluster.Training.Gguf;

/// <summary>Reads the weights of a model file as floats.</summary>
internal static class ModelWeights
{
    /// <summary>Reads the sizes of a model.</summary>
    /// <exception cref="ModelFileException">It is not a model that can be trained here.</exception>
    public static LlamaShape ReadShape(GgufFile file)
    {
        GgufMetadata metadata = file.Metadata;
        if (file.IsAdapter || file.Architecture != "llama")
        {
            throw new ModelFileException(file.Path, $"only models of the architecture 'llama' can be trained, and this is '{file.Architecture}'");
        }

        int heads = (int)metadata.RequireU32("llama.attention.head_count");
        if ((metadata.FindU32("llama.attention.head_count_kv") ?? (uint)heads) != heads)
        {
            throw new ModelFileException(file.Path, "models that share key heads between query heads cannot be trained");
        }

        var shape = new LlamaShape
        {
            Vocabulary = file.VocabularySize,
            Width = (int)metadata.RequireU32("llama.embedding_length"),
            Layers = (int)metadata.RequireU32("llama.block_count"),
            Heads = heads,
            FeedForward = (int)metadata.RequireU32("llama.feed_forward_length"),
            Context = (int)metadata.RequireU32("llama.context_length"),
            Epsilon = metadata.FindF32("llama.attention.layer_norm_rms_epsilon") ?? 1e-5f,
            RopeBase = metadata.FindF32("llama.rope.freq_base") ?? 10_000f,
        };
        if ((metadata.FindU32("llama.rope.dimension_count") ?? (uint)shape.HeadWidth) != shape.HeadWidth)
        {
            throw new ModelFileException(file.Path, "models whose rotary positions cover a part of each head cannot be trained");
        }

        return shape;
    }

    /// <summary>Reads all parameters of a model.</summary>
    /// <exception cref="ModelFileException">A tensor is missing or stored in a way that is not read here.</exception>
    public static float[] Read(GgufFile file, ParameterLayout layout)
    {
        float[] parameters = new float[layout.Length];
        using FileStream stream = File.OpenRead(file.Path);
        foreach (ParameterSlot slot in layout.Slots)
        {
            // A model without an output matrix rates tokens by the vectors by which they enter.
            GgufTensorInfo tensor = file.FindTensor(slot.Name)
                ?? (slot == layout.Output ? file.FindTensor(layout.TokenVectors.Name) : null)
                ?? throw new ModelFileException(file.Path, $"the tensor '{slot.Name}' is missing");
            Read(file, stream, tensor, slot.Of(parameters.AsSpan()));
        }

        return parameters;
    }

    /// <summary>Reads one tensor.</summary>
    public static void Read(GgufFile file, Stream stream, GgufTensorInfo tensor, Span<float> weights)
    {
        if (tensor.Elements != weights.Length)
        {
            throw new ModelFileException(file.Path, $"the tensor '{tensor.Name}' has {tensor.Elements} elements instead of {weights.Length}");
        }

        byte[] data = new byte[tensor.Bytes];
        stream.Position = file.DataOffset + tensor.Offset;
        stream.ReadExactly(data);
        switch (tensor.Type.Id)
        {
            case (uint)WeightFormat.F32:
                MemoryMarshal.Cast<byte, float>(data).CopyTo(weights);
                break;
            case (uint)WeightFormat.F16:
                TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(data), weights);
                break;
            case (uint)WeightFormat.Q8:
                Q8Block.Decode(data, weights);
                break;
            default:
                throw new ModelFileException(
                    file.Path, $"the tensor '{tensor.Name}' is of type {tensor.Type}; F32, F16 and Q8_0 can be trained");
        }
    }
}
