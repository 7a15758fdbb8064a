using FinCluster.Inference.Models;
using FinCluster.Testing.Gguf;

namespace FinCluster.Inference.Tests.Models;

/// <summary>Vocabularies with which llama.cpp ends the process, at once or at the first text.</summary>
public sealed class GgufBadVocabularyTests
{
    private const string Tokens = "tokenizer.ggml.tokens";
    private const string Scores = "tokenizer.ggml.scores";
    private const string Types = "tokenizer.ggml.token_type";

    private static readonly Dictionary<string, (string Reason, Action<GgufWriter> Change)> Cases = new(StringComparer.Ordinal)
    {
        ["no tokens"] = ("the key 'tokenizer.ggml.tokens' is missing", w => w.Remove(Tokens)),
        ["tokens that are no texts"] = ("is of type array of 2 I32 instead of an array of texts", w => w.Set(Tokens, new[] { 1, 2 })),
        ["empty vocabulary"] = ("its vocabulary is empty", w => w
            .Set(Tokens, Array.Empty<string>()).Set(Scores, Array.Empty<float>()).Set(Types, Array.Empty<int>())),
        ["same token"] = ("duplicate token string: tokens 300 and 400 are both 'twin'", w =>
            w.Set(Tokens, Replace((300, "twin"), (400, "twin")))),
        ["same token up to a zero byte"] = ("duplicate token string: tokens 300 and 400 are both 'twin'", w =>
            w.Set(Tokens, Replace((300, "twin\0a"), (400, "twin\0b")))),
        ["name of an empty token"] = ("duplicate token string: tokens 300 and 400 are both '[EMPTY_300]'", w =>
            w.Set(Tokens, Replace((300, ""), (400, "[EMPTY_300]")))),
        ["same token of a megabyte"] = ("are both 'wwww", w =>
            w.Set(Tokens, Replace((300, new string('w', 1_000_000)), (400, new string('w', 1_000_000))))),
        ["same token with line breaks"] = ("are both 'a\uFFFDb'", w => w.Set(Tokens, Replace((300, "a\nb"), (400, "a\nb")))),
        ["fewer scores"] = ("vocabulary arrays differ in length", w => w.Set(Scores, TinyVocabulary.Scores()[1..])),
        ["more types"] = ("vocabulary arrays differ in length", w => w.Set(Types, (int[])[.. TinyVocabulary.Types(), 1])),
        ["scores of another type"] = ("'tokenizer.ggml.scores' is of type array of 2 Text", w => w.Set(Scores, new[] { "a", "b" })),
        ["types of another type"] = ("'tokenizer.ggml.token_type' is of type U32", w => w.Set(Types, 1u)),
        ["score not a number"] = ("the score of token 3 is not a number", w =>
            w.Set(Scores, TinyVocabulary.Scores().Select((score, id) => id == 3 ? float.NaN : score).ToArray())),
        ["begin token outside"] = ("'tokenizer.ggml.bos_token_id' is 578, but the vocabulary has 578 tokens", w =>
            w.Set("tokenizer.ggml.bos_token_id", (uint)TinyVocabulary.Pieces.Count)),
        ["fill-in token outside"] = ("'tokenizer.ggml.fim_pre_token_id' is 100000", w =>
            w.Set("tokenizer.ggml.fim_pre_token_id", 100_000u)),
        ["end token of another type"] = ("'tokenizer.ggml.eos_token_id' is of type Bool", w => w.Set("tokenizer.ggml.eos_token_id", true)),
        ["flag of another type"] = ("'tokenizer.ggml.add_bos_token' is of type U32", w => w.Set("tokenizer.ggml.add_bos_token", 1u)),
        ["byte without a token"] = ("has no token for the byte 0x41", w =>
            w.Set(Tokens, Replace((TinyVocabulary.FirstByteId + 'A', "zz"), (Find("A"), "yy"))).Remove(Types)),
        ["malformed byte token"] = ("token 13 is a byte token, but its text is '<0A>'", w => w.Set(Tokens, Replace((13, "<0A>")))),
        ["no vocabulary"] = ("it has no vocabulary", w => w.Set("tokenizer.ggml.model", "no_vocab")),
        ["tokenizer missing"] = ("the key 'tokenizer.ggml.model' is missing", w => w.Remove("tokenizer.ggml.model")),
        ["tokenizer of other models"] = ("the tokenizer 'rwkv' is not supported", w => w.Set("tokenizer.ggml.model", "rwkv")),
        ["pairs missing"] = ("the key 'tokenizer.ggml.merges' is missing", w => w.Set("tokenizer.ggml.model", "gpt2")),
        ["pairs that are no texts"] = ("'tokenizer.ggml.merges' is of type array of 1 I32", w =>
            w.Set("tokenizer.ggml.model", "gpt2").Set("tokenizer.ggml.merges", new[] { 1 })),
        ["end token added but not there"] = ("the 'eos' token is added to every text", w => w
            .Set("general.architecture", "bert").Set("tokenizer.ggml.model", "rwkv").Remove("tokenizer.ggml.eos_token_id")
            .Set("tokenizer.ggml.add_eos_token", true)),
        ["begin token of a short vocabulary"] = ("the 'bos' token is added to every text", w => w
            .Set("general.architecture", "x").Set("tokenizer.ggml.model", "gpt2").Set("tokenizer.ggml.merges", new[] { "a b" })
            .Set(Tokens, new[] { "a", "b" }).Remove(Scores).Remove(Types).Set("tokenizer.ggml.pre", "llama-bpe")
            .Remove("tokenizer.ggml.add_bos_token")
            .Remove("tokenizer.ggml.bos_token_id").Remove("tokenizer.ggml.eos_token_id").Remove("tokenizer.ggml.eot_token_id")
            .Remove("tokenizer.ggml.padding_token_id")),
        ["chat template of another type"] = ("'tokenizer.chat_template' is of type", w => w.Set("tokenizer.chat_template", new[] { "x" })),
        ["absurd chat template"] = ("its chat template has 2000000 characters", w =>
            w.Set("tokenizer.chat_template", new string('x', 2_000_000))),
    };

    public static TheoryData<string> CaseNames => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(CaseNames))]
    public void Read_BadVocabulary_SaysWhy(string name)
    {
        (string reason, Action<GgufWriter> change) = Cases[name];
        GgufWriter writer = TinyLlamaModel.Create();
        change(writer);
        using var model = new TemporaryModel(writer);

        ModelFileException error = Assert.Throws<ModelFileException>(() => GgufFile.Read(model.Path));

        Assert.Contains(reason, error.Reason, StringComparison.Ordinal);
        Assert.True(error.Reason.Length < 300, "the message is too long for a log");
    }

    [Fact]
    public void Read_ByteWrittenAsItself_IsAccepted()
    {
        // llama.cpp falls back to the byte itself when there is no <0x41>.
        GgufWriter writer = TinyLlamaModel.Create().Set(Tokens, Replace((TinyVocabulary.FirstByteId + 'A', "zz"))).Remove(Types);
        using var model = new TemporaryModel(writer);

        Assert.Equal(TinyVocabulary.Pieces.Count, GgufFile.Read(model.Path).VocabularySize);
    }

    private static string[] Replace(params (int Id, string Text)[] changes)
    {
        string[] tokens = [.. TinyVocabulary.Pieces];
        foreach ((int id, string text) in changes)
        {
            tokens[id] = text;
        }

        return tokens;
    }

    private static int Find(string piece) => TinyVocabulary.Pieces.ToList().IndexOf(piece);
}
