using FinCluster.Inference.Models;
using FinCluster.Testing;
using FinCluster.Testing.Gguf;

namespace FinCluster.Inference.Tests.Models;

public sealed class GgufFileTests
{
    private static readonly Dictionary<string, Func<GgufWriter>> GoodModels = new(StringComparer.Ordinal)
    {
        ["default"] = () => TinyLlamaModel.Create(),
        ["16-bit"] = () => TinyLlamaModel.Create(new() { HalfPrecision = true }),
        ["tied output"] = () => TinyLlamaModel.Create(new() { TiedOutput = true }),
        ["no grouping"] = () => TinyLlamaModel.Create(new() { KeyValueHeads = 4 }).Remove("llama.attention.head_count_kv"),
        ["version 2"] = () => Change(writer => writer.Version = 2),
        ["no general.type"] = () => Change(writer => writer.Remove("general.type")),
        ["larger alignment"] = () => Change(writer =>
        {
            writer.Alignment = 4096;
            writer.Set("general.alignment", 4096u);
        }),
        ["smaller alignment that happens to fit"] = () => Change(writer => writer.Set("general.alignment", 32u)),
        ["head length given"] = () => Change(writer => writer
            .Set("llama.attention.key_length", 16u).Set("llama.attention.value_length", 16u).Remove("llama.rope.dimension_count")),
        ["sizes per layer"] = () => Change(writer => writer
            .Set("llama.attention.head_count", new uint[] { 4, 4 }).Set("llama.feed_forward_length", new[] { 128, 128 })),
        ["biases and rope factors"] = WithBiases,
        ["experts"] = WithExperts,
        ["byte-pair vocabulary"] = () => Change(writer => writer
            .Set("tokenizer.ggml.model", "gpt2").Set("tokenizer.ggml.merges", new[] { "a b", "ab c" }).Remove("tokenizer.ggml.scores")),
        ["no token types or scores"] = () => Change(writer =>
            writer.Remove("tokenizer.ggml.scores").Remove("tokenizer.ggml.token_type")),
        ["no padding token"] = () => Change(writer => writer.Set("tokenizer.ggml.padding_token_id", uint.MaxValue)),
        ["no chat template"] = () => Change(writer => writer.Remove("tokenizer.chat_template")),
        ["unknown keys of every type"] = () => Change(writer => writer
            .SetRaw("x.u8", GgufWireType.U8, [1]).SetRaw("x.i8", GgufWireType.I8, [0xFF]).SetRaw("x.i16", GgufWireType.I16, [0, 0x80])
            .SetRaw("x.i32", GgufWireType.I32, [1, 0, 0, 0]).SetRaw("x.i64", GgufWireType.I64, new byte[8])
            .SetRaw("x.f64", GgufWireType.F64, new byte[8]).Set("x.u16", (ushort)7).Set("x.u64", ulong.MaxValue)
            .SetArray("x.bools", GgufWireType.Bool, 2, [0, 1]).SetArray("x.u64s", GgufWireType.U64, 0, [])),
        ["another architecture"] = () => Change(writer => writer.Set("general.architecture", "mamba")),
    };

    public static TheoryData<string> GoodModelNames => [.. GoodModels.Keys];

    [Theory]
    [MemberData(nameof(GoodModelNames))]
    public void Read_GoodModel_IsAccepted(string name)
    {
        using var model = new TemporaryModel(GoodModels[name]());

        GgufFile file = GgufFile.Read(model.Path);

        Assert.False(file.IsAdapter);
        Assert.Equal(TinyVocabulary.Pieces.Count, file.VocabularySize);
    }

    [Fact]
    public void Read_ShippedModel_SaysWhatItIs()
    {
        GgufFile file = GgufFile.Read(RepositoryPaths.StarterModel);

        Assert.Equal((3u, "model", "llama", 32L), (file.Version, file.Type, file.Architecture, file.Alignment));
        Assert.Equal((1024, 6, 3584, 6_655_232L), (file.ContextLength, file.LayerCount, file.VocabularySize, file.Parameters));
        Assert.Equal(new FileInfo(RepositoryPaths.StarterModel).Length, file.Bytes);
        Assert.Contains("<|im_start|>", file.ChatTemplate, StringComparison.Ordinal);
        Assert.Equal("FinLite Starter", file.Metadata.FindText("general.name"));
        Assert.Equal("Q8_0", file.FindTensor("blk.5.ffn_down.weight")!.Type.Name);
        Assert.Equal([704L, 256L], file.FindTensor("blk.5.ffn_down.weight")!.Dimensions);
        GgufTensorInfo last = file.Tensors[^1];
        Assert.Equal(file.Bytes, file.DataOffset + last.Offset + last.Bytes);
    }

    [Fact]
    public void Read_TinyModel_GivesTypedMetadata()
    {
        using var model = new TemporaryModel(TinyLlamaModel.Create().Set("x.flags", new[] { 1, -2 }).Set("x.large", ulong.MaxValue));

        GgufMetadata metadata = GgufFile.Read(model.Path).Metadata;

        Assert.Equal(64u, metadata.RequireU32("llama.embedding_length"));
        Assert.Equal(1e-5f, metadata.FindF32("llama.attention.layer_norm_rms_epsilon"));
        Assert.True(metadata.FindBool("tokenizer.ggml.add_bos_token"));
        Assert.Null(metadata.FindText("nobody.knows"));
        Assert.True(metadata.TryGetValue("tokenizer.ggml.tokens", out GgufValue? tokens));
        Assert.Equal(TinyVocabulary.Pieces, tokens.Strings!);
        Assert.True(metadata.TryGetValue("x.flags", out GgufValue? flags));
        Assert.Equal([1, -2], flags.Elements<int>());
        Assert.Empty(flags.Elements<uint>().ToArray());
        Assert.True(metadata.TryGetValue("x.large", out GgufValue? large) && large.TryGet(out ulong number) && number == ulong.MaxValue);
        Assert.False(large.TryGet(out long _));
        Assert.Contains("x.large", metadata.Keys);
    }

    [Fact]
    public void Read_HeaderLargerThanTheReadBuffer_KeepsEveryByte()
    {
        int[] numbers = [.. Enumerable.Range(0, 50_000).Select(i => i * 7919)];
        string[] texts = [.. Enumerable.Range(0, 20_000).Select(i => $"文 {i}")];
        string text = string.Concat(texts);
        using var model = new TemporaryModel(TinyLlamaModel.Create().Set("x.n", numbers).Set("x.s", texts).Set("x.t", text));

        GgufMetadata metadata = GgufFile.Read(model.Path).Metadata;

        Assert.True(metadata.TryGetValue("x.n", out GgufValue? readNumbers));
        Assert.Equal(numbers, readNumbers.Elements<int>());
        Assert.True(metadata.TryGetValue("x.s", out GgufValue? readTexts));
        Assert.Equal(texts, readTexts.Strings!);
        Assert.Equal(text, metadata.FindText("x.t"));
    }

    [Theory]
    [InlineData("missing.gguf", "no such file")]
    [InlineData("", "it is a folder")]
    [InlineData("empty.gguf", "it is empty")]
    public void Read_NoFileOfBytes_SaysSo(string name, string reason)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("fincluster-test-");
        File.WriteAllBytes(Path.Combine(folder.FullName, "empty.gguf"), []);
        string path = Path.Combine(folder.FullName, name);

        ModelFileException error = Assert.Throws<ModelFileException>(() => GgufFile.Read(path));

        folder.Delete(recursive: true);
        Assert.Contains(reason, error.Reason, StringComparison.Ordinal);
        Assert.Equal(path, error.Path);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_EveryLengthOfAHeaderThatIsCutOff_IsRefused()
    {
        GgufWriter writer = TinyLlamaModel.Create(new() { Width = 8, Heads = 2, KeyValueHeads = 1, FeedForward = 8, Layers = 1 });
        byte[] content = writer.ToBytes();
        int header = writer.HeaderLength();
        using var model = new TemporaryModel();

        for (int length = 1; length <= header; length += length < 700 ? 1 : 97)
        {
            File.WriteAllBytes(model.Path, content[..length]);
            ModelFileException error = Assert.Throws<ModelFileException>(() => GgufFile.Read(model.Path));
            Assert.Contains("truncated", error.Reason, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Read_LastByteMissing_NamesTheTensor()
    {
        byte[] content = TinyLlamaModel.Create().ToBytes();
        using var model = new TemporaryModel(content[..^1]);

        ModelFileException error = Assert.Throws<ModelFileException>(() => GgufFile.Read(model.Path));

        Assert.Equal(
            $"truncated: the tensor 'blk.1.ffn_down.weight' ends at byte {content.Length} of {content.Length - 1}", error.Reason);
    }

    [Fact]
    public void Read_ShippedModel_AllocatesLittle()
    {
        Assert.InRange(Allocations.Least(() => GgufFile.Read(RepositoryPaths.StarterModel)), 1, 1024 * 1024);
    }

    private static GgufWriter Change(Action<GgufWriter> change)
    {
        GgufWriter writer = TinyLlamaModel.Create();
        change(writer);
        return writer;
    }

    private static GgufWriter WithBiases() => Change(writer =>
    {
        (string Name, int Length)[] vectors =
        [
            ("blk.0.attn_q.bias", 64), ("blk.0.attn_k.bias", 32), ("blk.0.attn_v.bias", 32), ("blk.0.attn_output.bias", 64),
            ("blk.0.ffn_gate.bias", 128), ("blk.0.ffn_up.bias", 128), ("blk.0.ffn_down.bias", 64), ("rope_freqs.weight", 8),
        ];
        writer.Tensors.AddRange(vectors.Select(vector => GgufTensor.OfSingles(vector.Name, new float[vector.Length], vector.Length)));
    });

    private static GgufWriter WithExperts()
    {
        GgufWriter writer = TinyLlamaModel.Create(new() { Layers = 1 }).Set("llama.expert_count", 4u).Set("llama.expert_used_count", 2u);
        writer.Tensors.RemoveAll(tensor => tensor.Name is "blk.0.ffn_gate.weight" or "blk.0.ffn_up.weight" or "blk.0.ffn_down.weight");
        writer.Tensors.Add(GgufTensor.OfSingles("blk.0.ffn_gate_inp.weight", new float[64 * 4], 64, 4));
        writer.Tensors.Add(GgufTensor.OfSingles("blk.0.ffn_gate_exps.weight", new float[64 * 128 * 4], 64, 128, 4));
        writer.Tensors.Add(GgufTensor.OfSingles("blk.0.ffn_up_exps.weight", new float[64 * 128 * 4], 64, 128, 4));
        writer.Tensors.Add(GgufTensor.OfSingles("blk.0.ffn_down_exps.weight", new float[64 * 128 * 4], 128, 64, 4));
        return writer;
    }
}
