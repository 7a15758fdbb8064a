using FinCluster.Inference.Models;
using FinCluster.Testing.Gguf;

namespace FinCluster.Inference.Tests.Models;

/// <summary>Well-formed files that are no possible model. llama.cpp ends the process on many of them.</summary>
public sealed class GgufBadModelTests
{
    private static readonly Dictionary<string, (string Reason, Action<GgufWriter> Change)> Cases = new(StringComparer.Ordinal)
    {
        ["split model"] = ("one part of a split model", w => w.Set("split.count", (ushort)2)),
        ["no layers"] = ("it has 0 layers", w => w.Set("llama.block_count", 0u)),
        ["513 layers"] = ("it has 513 layers", w => w.Set("llama.block_count", 513u)),
        ["2^32 - 1 layers"] = ("'llama.block_count' is 4294967295", w => w.Set("llama.block_count", uint.MaxValue)),
        ["layers missing"] = ("the key 'llama.block_count' is missing", w => w.Remove("llama.block_count")),
        ["one layer more"] = ("the tensor 'blk.2.attn_norm.weight' is missing", w => w.Set("llama.block_count", 3u)),
        ["one layer less"] = ("'blk.1.attn_norm.weight' is no part of a llama model", w => w.Set("llama.block_count", 1u)),
        ["context 0"] = ("its context length is 0", w => w.Set("llama.context_length", 0u)),
        ["absurd context"] = ("its context length is 1073741824", w => w.Set("llama.context_length", 1u << 30)),
        ["context missing"] = ("the key 'llama.context_length' is missing", w => w.Remove("llama.context_length")),
        ["context of another type"] = ("is of type U64 instead of U32", w => w.Set("llama.context_length", 512UL)),
        ["width 0"] = ("'llama.embedding_length' is 0", w => w
            .Set("llama.embedding_length", 0u).Set("llama.attention.key_length", 16u).Set("llama.attention.value_length", 16u)),
        ["width missing"] = ("the key 'llama.embedding_length' is missing", w => w.Remove("llama.embedding_length")),
        ["heads 0"] = ("'llama.attention.head_count' is 0", w => w.Set("llama.attention.head_count", 0u)),
        ["heads missing"] = ("the key 'llama.attention.head_count' is missing", w => w.Remove("llama.attention.head_count")),
        ["heads that do not divide the width"] = ("its width 64 is not divisible by its 6 heads", w =>
            w.Set("llama.attention.head_count", 6u)),
        ["heads differ"] = ("'llama.attention.head_count' differs between layers", w =>
            w.Set("llama.attention.head_count", new uint[] { 4, 2 })),
        ["heads for three layers"] = ("for each of 2 layers", w => w.Set("llama.attention.head_count", new uint[] { 4, 4, 4 })),
        ["heads for no layer"] = ("for each of 2 layers", w => w.Set("llama.attention.head_count", Array.Empty<uint>())),
        ["key and value heads 0"] = ("'llama.attention.head_count_kv' is 0", w => w.Set("llama.attention.head_count_kv", 0u)),
        ["key and value heads that do not divide"] = ("its 4 heads cannot be shared evenly by 3", w =>
            w.Set("llama.attention.head_count_kv", 3u)),
        ["rope dimensions"] = ("16 key, 16 value and 8 rotated dimensions", w => w.Set("llama.rope.dimension_count", 8u)),
        ["value length"] = ("16 key, 32 value and 16 rotated dimensions", w => w.Set("llama.attention.value_length", 32u)),
        ["odd head length"] = ("its heads have 15 dimensions", w => w
            .Set("llama.attention.key_length", 15u).Set("llama.attention.value_length", 15u).Set("llama.rope.dimension_count", 15u)),
        ["output width"] = ("its output width 4096 is not its width 64", w => w.Set("llama.embedding_length_out", 4096u)),
        ["feed-forward 0"] = ("'llama.feed_forward_length' is 0", w => w.Set("llama.feed_forward_length", 0u)),
        ["epsilon missing"] = ("'llama.attention.layer_norm_rms_epsilon' is missing", w =>
            w.Remove("llama.attention.layer_norm_rms_epsilon")),
        ["epsilon not a number"] = ("layer_norm_rms_epsilon' is NaN", w => w.Set("llama.attention.layer_norm_rms_epsilon", float.NaN)),
        ["epsilon negative"] = ("layer_norm_rms_epsilon' is -1", w => w.Set("llama.attention.layer_norm_rms_epsilon", -1f)),
        ["rope base 0"] = ("rope.freq_base' is 0", w => w.Set("llama.rope.freq_base", 0f)),
        ["rope base infinite"] = ("rope.freq_base' is Infinity", w => w.Set("llama.rope.freq_base", float.PositiveInfinity)),
        ["rope scaling"] = ("rope.scaling.type' is 'cubic', not one of", w => w.Set("llama.rope.scaling.type", "cubic")),
        ["pooling"] = ("pooling_type' is 5", w => w.Set("llama.pooling_type", 5u)),
        ["not causal"] = ("its attention is not causal", w => w.Set("llama.attention.causal", false)),
        ["predicting layers"] = ("2 of its 2 layers predict", w => w.Set("llama.nextn_predict_layers", 2u)),
        ["used experts without experts"] = ("2 of 0 experts", w => w.Set("llama.expert_used_count", 2u)),
        ["experts without used experts"] = ("0 of 8 experts", w => w.Set("llama.expert_count", 8u)),
        ["too many experts"] = ("1 of 1025 experts", w => w.Set("llama.expert_count", 1025u).Set("llama.expert_used_count", 1u)),
        ["expert groups"] = ("in 1 of 3 groups", w => w
            .Set("llama.expert_count", 8u).Set("llama.expert_used_count", 2u).Set("llama.expert_group_count", 3u)
            .Set("llama.expert_group_used_count", 1u)),
        ["tensor missing"] = ("the tensor 'blk.1.ffn_up.weight' is missing", w => w.RemoveTensor("blk.1.ffn_up.weight")),
        ["embedding missing"] = ("the tensor 'token_embd.weight' is missing", w => w.RemoveTensor("token_embd.weight")),
        ["norm missing"] = ("the tensor 'output_norm.weight' is missing", w => w.RemoveTensor("output_norm.weight")),
        ["no tensors"] = ("the tensor 'token_embd.weight' is missing", w => w.Tensors.Clear()),
        ["shape"] = ("'blk.0.attn_k.weight' has the shape [32, 64] instead of [64, 32]", w =>
            w.ChangeTensor("blk.0.attn_k.weight", t => t with { Dimensions = [32, 64] })),
        ["further dimension"] = ("has the shape [64, 16, 2]", w =>
            w.ChangeTensor("blk.0.attn_k.weight", t => t with { Dimensions = [64, 16, 2] })),
        ["unknown tensor"] = ("'extra.weight' is no part of a llama model", w =>
            w.Tensors.Add(GgufTensor.OfSingles("extra.weight", [1], 1))),
        ["integer matrix"] = ("is of type I32, which cannot be multiplied", w =>
            w.ChangeTensor("blk.0.attn_q.weight", t => t with { Type = 26 })),
        ["integer matrix of another architecture"] = ("is of type I32, which cannot be multiplied", w => w
            .Set("general.architecture", "qwen2").ChangeTensor("blk.0.attn_q.weight", t => t with { Type = 26 })),
        ["16-bit norm"] = ("the vector 'output_norm.weight' is of type F16 instead of F32", w =>
            w.ChangeTensor("output_norm.weight", t => t with { Type = GgufTensor.F16, Data = t.Data[..128] })),
        ["scale with bias"] = ("has both a scale and a bias", AddScaleAndBias),
    };

    public static TheoryData<string> CaseNames => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(CaseNames))]
    public void Read_ImpossibleModel_SaysWhy(string name)
    {
        (string reason, Action<GgufWriter> change) = Cases[name];
        GgufWriter writer = TinyLlamaModel.Create();
        change(writer);
        using var model = new TemporaryModel(writer);

        ModelFileException error = Assert.Throws<ModelFileException>(() => GgufFile.Read(model.Path));

        Assert.Contains(reason, error.Reason, StringComparison.Ordinal);
    }

    private static void AddScaleAndBias(GgufWriter writer)
    {
        const int Nvfp4 = 40;
        writer.ChangeTensor("blk.0.ffn_up.weight", t => t with { Type = Nvfp4, Data = new byte[64 * 128 / 64 * 36] });
        writer.Tensors.Add(GgufTensor.OfSingles("blk.0.ffn_up.scale", [1], 1));
        writer.Tensors.Add(GgufTensor.OfSingles("blk.0.ffn_up.bias", new float[128], 128));
    }
}
