namespace FinCluster.Inference.Models;

/// <summary>Checks that the special tokens are in the vocabulary, above all those which are put around every text.</summary>
/// <remarks>llama.cpp asserts that while it tokenizes, and so ends the process at the first request.</remarks>
internal static class GgufSpecialTokenRules
{
    private const string SuppressedKey = "tokenizer.ggml.suppress_tokens";
    private const string TypeCountKey = "tokenizer.ggml.token_type_count";

    // Converters write -1 for "there is no such token".
    private const uint NoToken = uint.MaxValue;

    private static readonly string[] TokenIdKeys =
    [
        .. new[]
        {
            "bos", "eos", "eot", "eom", "unknown", "seperator", "padding", "cls", "mask", "fim_pre", "fim_suf", "fim_mid", "fim_pad",
            "fim_rep", "fim_sep", "prefix", "suffix", "middle",
        }.Select(name => $"tokenizer.ggml.{name}_token_id"),
    ];

    private static readonly string[] FlagKeys =
    [
        "tokenizer.ggml.add_bos_token", "tokenizer.ggml.add_eos_token", "tokenizer.ggml.add_sep_token", "tokenizer.ggml.add_space_prefix",
        "tokenizer.ggml.remove_extra_whitespaces", "tokenizer.ggml.normalizer.lowercase", "tokenizer.ggml.normalizer.strip_accents",
    ];

    private static readonly string[] BeginningPreTokenizers =
    [
        "llama3", "llama-v3", "llama-bpe", "falcon3", "falcon-h1", "pixtral", "midm-2.0", "lfm2", "jina-v5-nano", "tekken", "chameleon",
    ];

    /// <summary>Checks the tokens that are added to a text.</summary>
    /// <param name="file">The file.</param>
    /// <param name="model">The kind of vocabulary.</param>
    /// <param name="count">The number of tokens.</param>
    public static void Check(GgufFile file, string? model, int count)
    {
        CheckIds(file, count);
        Defaults defaults = DefaultsOf(file, model);
        bool begins = defaults.AlwaysAdds || (file.Metadata.FindBool("tokenizer.ggml.add_bos_token") ?? defaults.AddsBegin);
        bool ends = file.Metadata.FindBool("tokenizer.ggml.add_eos_token") ?? defaults.AddsEnd;
        CheckToken(file, "bos", begins, defaults.BeginId, count);
        CheckToken(file, "eos", ends, defaults.EndId, count);
        CheckToken(file, "seperator", defaults.AlwaysAdds, defaults.SeparatorId, count);
    }

    private static void CheckIds(GgufFile file, int count)
    {
        foreach (string key in TokenIdKeys)
        {
            if (file.Metadata.FindU32(key) is { } id and not NoToken && id >= count)
            {
                throw file.Invalid($"'{key}' is {id}, but the vocabulary has {count} tokens");
            }
        }

        foreach (string key in FlagKeys)
        {
            _ = file.Metadata.FindBool(key);
        }

        _ = file.Metadata.FindU32(TypeCountKey);
        if (file.Metadata.TryGetValue(SuppressedKey, out GgufValue? suppressed)
            && (suppressed.Type, suppressed.ElementType) != (GgufValueType.Array, GgufValueType.I32))
        {
            throw file.Metadata.Mistyped(SuppressedKey, $"an array of {GgufValueType.I32}");
        }
    }

    // What llama.cpp assumes when the file does not say; llama_vocab::impl::load.
    private static Defaults DefaultsOf(GgufFile file, string? model) => model switch
    {
        GgufVocabularyRules.SentencePiece => new Defaults(1, 2, null, AddsBegin: true, AddsEnd: false, AlwaysAdds: false),
        GgufVocabularyRules.BytePair => new Defaults(11, 11, null, IsBeginning(file), AddsEnd: false, AlwaysAdds: false),
        "bert" => new Defaults(101, null, 102, AddsBegin: true, AddsEnd: false, AlwaysAdds: true),
        "t5" => new Defaults(null, 1, null, AddsBegin: false, AddsEnd: true, AlwaysAdds: false),
        _ => new Defaults(null, null, null, IsBeginning(file), AddsEnd: false, AlwaysAdds: false),
    };

    private static bool IsBeginning(GgufFile file) =>
        BeginningPreTokenizers.Contains(file.Metadata.FindText("tokenizer.ggml.pre") ?? "", StringComparer.Ordinal);

    private static void CheckToken(GgufFile file, string name, bool isAdded, uint? defaultId, int count)
    {
        uint? id = FindId(file, name) ?? defaultId;
        if (isAdded && (id is null || id >= count))
        {
            throw file.Invalid($"the '{name}' token is added to every text, but the vocabulary of {count} tokens has none");
        }
    }

    private static uint? FindId(GgufFile file, string name) =>
        file.Metadata.FindU32($"tokenizer.ggml.{name}_token_id") is { } id and not NoToken ? id : null;

    private sealed record Defaults(uint? BeginId, uint? EndId, uint? SeparatorId, bool AddsBegin, bool AddsEnd, bool AlwaysAdds);
}
