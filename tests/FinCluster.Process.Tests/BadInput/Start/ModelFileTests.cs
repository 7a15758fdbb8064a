using System.Text;
using FinCluster.Testing;
using FinCluster.Testing.Gguf;
using FinCluster.Testing.Processes;

namespace FinCluster.Process.Tests.BadInput.Start;

/// <summary>Model files that are no models. The server says so and does not start.</summary>
public sealed class ModelFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string> DamagedModels => new()
    {
        { "a token twice", "token" },
        { "a tensor missing", "blk.0.attn_q.weight" },
        { "a tensor of another shape", "blk.1.ffn_up.weight" },
        { "a tensor behind the end", "output_norm.weight" },
        { "far too many tensors", "tensors" },
        { "far too many keys", "key" },
        { "another architecture", "nosuch" },
        { "no vocabulary", "tokenizer" },
        { "an adapter", "adapter" },
        { "a future version", "version" },
    };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task File_Missing_IsNamed() => AssertRefusedAsync(_folder.File("missing.gguf"), "missing.gguf");

    [Fact]
    public Task File_ThatIsAFolder_IsRefused() => AssertRefusedAsync(_folder.Path, "folder");

    [Theory]
    [InlineData("", "empty")]
    [InlineData("GGUF", "truncated")]
    [InlineData("GGUF\u0003\0\0\0", "truncated")]
    [InlineData("FUGG\u0003\0\0\0\0\0\0\0", "not a GGUF file")]
    [InlineData("#!/bin/sh\nexit 0\n", "not a GGUF file")]
    [InlineData("{\"model\":\"a\"}", "not a GGUF file")]
    public Task File_WithOtherContent_IsRefused(string content, string message) => AssertRefusedAsync(Encoding.Latin1.GetBytes(content), message);

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.999)]
    public Task File_CutOff_IsRefused(double share)
    {
        byte[] whole = File.ReadAllBytes(RepositoryPaths.StarterModel);

        return AssertRefusedAsync(whole[..(int)(whole.Length * share)], "truncated");
    }

    [Theory]
    [MemberData(nameof(DamagedModels))]
    public Task Model_Damaged_IsRefusedWithTheReason(string damage, string message) => AssertRefusedAsync(Damaged(damage).ToBytes(), message);

    [Fact]
    public Task SecondModel_Damaged_IsNamed()
    {
        string bad = _folder.File("bad.gguf");
        File.WriteAllText(bad, "no model");

        return StartFailure.AssertAsync(
            1, bad, ServeProcess.Arguments(_folder.File("data"), "--model", $"good={RepositoryPaths.StarterModel}", "--model", $"bad={bad}").Skip(1));
    }

    private static GgufWriter Damaged(string damage)
    {
        GgufWriter model = TinyLlamaModel.Create();
        return damage switch
        {
            "a token twice" => model.Set("tokenizer.ggml.tokens", [.. TinyVocabulary.Pieces.SkipLast(1), TinyVocabulary.Pieces[^2]]),
            "a tensor missing" => model.RemoveTensor("blk.0.attn_q.weight"),
            "a tensor of another shape" => model.ChangeTensor("blk.1.ffn_up.weight", tensor => tensor with { Dimensions = [32, 256] }),
            "a tensor behind the end" => model.ChangeTensor("output_norm.weight", tensor => tensor with { WrongOffset = 1UL << 40 }),
            "far too many tensors" => WithWrongCounts(model, tensors: ulong.MaxValue),
            "far too many keys" => WithWrongCounts(model, keys: 1UL << 60),
            "another architecture" => model.Set("general.architecture", "nosuch"),
            "no vocabulary" => model.Remove("tokenizer.ggml.model").Remove("tokenizer.ggml.tokens"),
            "an adapter" => TinyLlamaModel.CreateLora(),
            "a future version" => WithVersion(model, 99),
            _ => throw new ArgumentOutOfRangeException(nameof(damage), damage, null),
        };
    }

    private static GgufWriter WithWrongCounts(GgufWriter model, ulong? tensors = null, ulong? keys = null)
    {
        (model.WrongTensorCount, model.WrongKeyCount) = (tensors, keys);
        return model;
    }

    private static GgufWriter WithVersion(GgufWriter model, uint version)
    {
        model.Version = version;
        return model;
    }

    private Task AssertRefusedAsync(byte[] content, string message)
    {
        string path = _folder.File("model.gguf");
        File.WriteAllBytes(path, content);
        return AssertRefusedAsync(path, message);
    }

    private Task AssertRefusedAsync(string path, string message) =>
        StartFailure.AssertAsync(1, message, ServeProcess.Arguments(_folder.File("data"), "--model", path).Skip(1));
}
