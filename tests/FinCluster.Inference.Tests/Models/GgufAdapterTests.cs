using FinCluster.Inference.Models;
using FinCluster.Testing.Gguf;

namespace FinCluster.Inference.Tests.Models;

public sealed class GgufAdapterTests
{
    private const string Down = "blk.0.attn_q.weight.lora_a";
    private const string Up = "blk.0.attn_q.weight.lora_b";

    private static readonly Dictionary<string, (string Reason, Action<GgufWriter> Change)> BadAlone = new(StringComparer.Ordinal)
    {
        ["kind missing"] = ("the key 'adapter.type' is missing", w => w.Remove("adapter.type")),
        ["other kind"] = ("adapters of the kind 'ia3' are not supported", w => w.Set("adapter.type", "ia3")),
        ["alpha missing"] = ("the key 'adapter.lora.alpha' is missing", w => w.Remove("adapter.lora.alpha")),
        ["alpha of another type"] = ("'adapter.lora.alpha' is of type U32", w => w.Set("adapter.lora.alpha", 8u)),
        ["alpha not a number"] = ("'adapter.lora.alpha' is NaN", w => w.Set("adapter.lora.alpha", float.NaN)),
        ["nothing in it"] = ("the adapter changes no tensor", w => w.Tensors.Clear()),
        ["half a pair"] = ("the tensor 'blk.0.attn_q.weight.lora_b' is missing", w => w.RemoveTensor(Up)),
        ["other half of a pair"] = ("'blk.0.attn_q.weight.lora_b' is no part of a pair", w => w.RemoveTensor(Down)),
        ["other tensor"] = ("'extra' is no part of a pair", w => w.Tensors.Add(GgufTensor.OfSingles("extra", [1], 1))),
        ["ranks differ"] = ("which do not multiply", w =>
            w.ChangeTensor(Up, _ => GgufTensor.OfSingles(Up, new float[8 * 64], 8, 64))),
        ["three dimensions"] = ("which do not multiply", w => w.ChangeTensor(Down, t => t with { Dimensions = [64, 2, 2] })),
        ["integers"] = ("which cannot be multiplied", w => w.ChangeTensor(Down, t => t with { Type = 26 })),
    };

    public static TheoryData<string> BadAloneNames => [.. BadAlone.Keys];

    [Fact]
    public void Read_Adapter_FitsItsModel()
    {
        using var adapter = new TemporaryModel(TinyLlamaModel.CreateLora());
        using var model = new TemporaryModel(TinyLlamaModel.Create());

        GgufFile file = GgufFile.Read(adapter.Path);
        file.CheckFits(GgufFile.Read(model.Path));

        Assert.True(file.IsAdapter);
        Assert.Equal(0, file.VocabularySize);
    }

    [Theory]
    [MemberData(nameof(BadAloneNames))]
    public void Read_BadAdapter_SaysWhy(string name)
    {
        (string reason, Action<GgufWriter> change) = BadAlone[name];
        GgufWriter writer = TinyLlamaModel.CreateLora();
        change(writer);
        using var adapter = new TemporaryModel(writer);

        ModelFileException error = Assert.Throws<ModelFileException>(() => GgufFile.Read(adapter.Path));

        Assert.Contains(reason, error.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void CheckFits_ModelOfOtherWidth_NamesTheShapes() => AssertFitsNot(
        TinyLlamaModel.CreateLora(),
        TinyLlamaModel.Create(new() { Width = 32 }),
        "[64, 4] and [4, 64], which do not fit the model's [32, 32]");

    [Fact]
    public void CheckFits_ModelOfFewerLayers_NamesTheTensor() => AssertFitsNot(
        TinyLlamaModel.CreateLora(), TinyLlamaModel.Create(new() { Layers = 1 }), "the model has no tensor 'blk.1.attn_q.weight'");

    [Fact]
    public void CheckFits_OtherArchitecture_SaysSo() => AssertFitsNot(
        TinyLlamaModel.CreateLora().Set("general.architecture", "qwen2"),
        TinyLlamaModel.Create(),
        "no adapter for the architecture 'llama'");

    [Fact]
    public void CheckFits_Model_IsNoAdapter() =>
        AssertFitsNot(TinyLlamaModel.Create(), TinyLlamaModel.Create(), "no adapter for the architecture 'llama'");

    [Fact]
    public void CheckFits_EmbeddingPair_IsStoredTheOtherWayRound()
    {
        const int Rank = 4;
        int vocabulary = TinyVocabulary.Pieces.Count;
        GgufWriter writer = TinyLlamaModel.CreateLora();
        writer.Tensors.Add(GgufTensor.OfSingles("token_embd.weight.lora_a", new float[Rank * vocabulary], Rank, vocabulary));
        writer.Tensors.Add(GgufTensor.OfSingles("token_embd.weight.lora_b", new float[Rank * 64], Rank, 64));
        using var adapter = new TemporaryModel(writer);
        using var model = new TemporaryModel(TinyLlamaModel.Create());

        GgufFile.Read(adapter.Path).CheckFits(GgufFile.Read(model.Path));
    }

    private static void AssertFitsNot(GgufWriter adapterWriter, GgufWriter modelWriter, string reason)
    {
        using var adapter = new TemporaryModel(adapterWriter);
        using var model = new TemporaryModel(modelWriter);
        GgufFile file = GgufFile.Read(adapter.Path);

        ModelFileException error = Assert.Throws<ModelFileException>(() => file.CheckFits(GgufFile.Read(model.Path)));

        Assert.Contains(reason, error.Reason, StringComparison.Ordinal);
        Assert.Equal(adapter.Path, error.Path);
    }
}
