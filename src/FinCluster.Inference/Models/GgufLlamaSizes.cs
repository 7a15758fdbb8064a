namespace FinCluster.Inference.Models;

/// <summary>The sizes of a model of the architecture "llama".</summary>
/// <param name="Layers">Layers.</param>
/// <param name="Width">Width of the residual stream.</param>
/// <param name="Vocabulary">Tokens.</param>
/// <param name="FeedForward">Width of the feed-forward part, of one expert where there are several.</param>
/// <param name="Heads">Query heads.</param>
/// <param name="KeyValueHeads">Key and value heads.</param>
/// <param name="HeadLength">Width of a head.</param>
/// <param name="Experts">Experts of a layer; 0 for a dense model.</param>
/// <param name="IsLongRope">Whether positions are scaled by factors from the file.</param>
internal sealed record GgufLlamaSizes(
    int Layers, long Width, long Vocabulary, long FeedForward, long Heads, long KeyValueHeads, long HeadLength, long Experts,
    bool IsLongRope)
{
    private const string Prefix = GgufLlamaRules.Architecture + ".";
    private const string HeadsKey = Prefix + "attention.head_count";
    private const string KeyValueHeadsKey = Prefix + "attention.head_count_kv";
    private const string FeedForwardKey = Prefix + "feed_forward_length";
    private const string EpsilonKey = Prefix + "attention.layer_norm_rms_epsilon";

    public long QueryWidth => Heads * HeadLength;

    public long KeyValueWidth => KeyValueHeads * HeadLength;

    /// <summary>Reads the sizes and checks that they go together.</summary>
    public static GgufLlamaSizes Read(GgufFile file)
    {
        GgufMetadata metadata = file.Metadata;
        int layers = file.LayerCount ?? throw metadata.Missing(Prefix + "block_count");
        _ = file.ContextLength ?? throw metadata.Missing(Prefix + "context_length");
        _ = metadata.FindF32(EpsilonKey) ?? throw metadata.Missing(EpsilonKey);
        uint width = metadata.RequireU32(Prefix + "embedding_length");
        uint heads = Positive(file, HeadsKey, GgufPerLayer.Uniform(file, HeadsKey));
        uint keyValueHeads = Positive(file, KeyValueHeadsKey, GgufPerLayer.Uniform(file, KeyValueHeadsKey) ?? heads);
        if (heads % keyValueHeads != 0)
        {
            throw file.Invalid($"its {heads} heads cannot be shared evenly by {keyValueHeads} key and value heads");
        }

        if ((metadata.FindU32(Prefix + "embedding_length_out") ?? width) is var output && output != width && output != 0)
        {
            throw file.Invalid($"its output width {output} is not its width {width}");
        }

        return new GgufLlamaSizes(
            layers,
            Positive(file, Prefix + "embedding_length", width),
            file.VocabularySize,
            Positive(file, FeedForwardKey, GgufPerLayer.Uniform(file, FeedForwardKey)),
            heads,
            keyValueHeads,
            ReadHeadLength(file, width, heads),
            metadata.FindU32(Prefix + "expert_count") ?? 0,
            metadata.FindText(Prefix + "rope.scaling.type") == "longrope");
    }

    private static uint ReadHeadLength(GgufFile file, uint width, uint heads)
    {
        uint? declared = file.Metadata.FindU32(Prefix + "attention.key_length");
        if (declared is null && width % heads != 0)
        {
            throw file.Invalid($"its width {width} is not divisible by its {heads} heads");
        }

        uint length = declared ?? (width / heads);
        uint valueLength = file.Metadata.FindU32(Prefix + "attention.value_length") ?? (width / heads);
        uint rotated = file.Metadata.FindU32(Prefix + "rope.dimension_count") ?? length;
        if (valueLength != length || rotated != length)
        {
            throw file.Invalid($"its heads have {length} key, {valueLength} value and {rotated} rotated dimensions, which must be equal");
        }

        return length > 0 && length % 2 == 0 ? length : throw file.Invalid($"its heads have {length} dimensions, no even number above 0");
    }

    private static uint Positive(GgufFile file, string key, uint? value) => value switch
    {
        null => throw file.Metadata.Missing(key),
        0 => throw file.Invalid($"the key '{key}' is 0"),
        { } number => number,
    };
}
