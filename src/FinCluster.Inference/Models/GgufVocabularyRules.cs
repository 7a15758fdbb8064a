using FinCluster.Core.Catalog;

namespace FinCluster.Inference.Models;

/// <summary>Checks what llama.cpp assumes of a vocabulary.</summary>
/// <remarks>Source: llama.cpp v0.5.0, llama-vocab.cpp.</remarks>
internal static class GgufVocabularyRules
{
    public const string ModelKey = "tokenizer.ggml.model";
    public const string TokensKey = "tokenizer.ggml.tokens";

    /// <summary>The vocabulary of SentencePiece.</summary>
    public const string SentencePiece = "llama";

    /// <summary>The vocabulary of byte-pair encoding.</summary>
    public const string BytePair = "gpt2";

    private const string ScoresKey = "tokenizer.ggml.scores";
    private const string TypesKey = "tokenizer.ggml.token_type";
    private const string MergesKey = "tokenizer.ggml.merges";
    private const string PreTokenizerKey = "tokenizer.ggml.pre";

    // llama.cpp's names for having none. It ends the process when such a model is to tokenize a text.
    private static readonly string[] NoVocabulary = ["none", "no_vocab"];

    /// <summary>Checks the vocabulary of a model. A model without one passes; its architecture says whether it needs one.</summary>
    public static void Check(GgufFile file)
    {
        _ = file.Metadata.FindText(PreTokenizerKey);
        if (file.ChatTemplate is { Length: > ChatTemplateRules.MaxBytes } template)
        {
            throw file.Invalid($"its chat template has {template.Length} characters, more than {ChatTemplateRules.MaxBytes}");
        }

        string? model = file.Metadata.FindText(ModelKey);
        if (NoVocabulary.Contains(model, StringComparer.Ordinal))
        {
            throw file.Invalid("it has no vocabulary");
        }

        if (file.Metadata.TryGetValue(TokensKey, out GgufValue? tokens))
        {
            CheckTokens(file, model, tokens.Strings ?? throw file.Metadata.Mistyped(TokensKey, "an array of texts"));
        }
    }

    /// <summary>Gets the types of the tokens; empty when the file gives none, which makes all of them normal.</summary>
    public static ReadOnlySpan<int> Types(GgufFile file) =>
        file.Metadata.TryGetValue(TypesKey, out GgufValue? value) ? value.Elements<int>() : [];

    private static void CheckTokens(GgufFile file, string? model, GgufStringArray tokens)
    {
        if (tokens.Count == 0)
        {
            throw file.Invalid("its vocabulary is empty");
        }

        CheckLength(file, ScoresKey, tokens.Count, GgufValueType.F32, GgufValueType.I32);
        CheckLength(file, TypesKey, tokens.Count, GgufValueType.I32, GgufValueType.I32);
        CheckScores(file);
        GgufSpecialTokenRules.Check(file, model, tokens.Count);
        var index = new GgufTokenIndex(file, tokens);
        if (model == SentencePiece)
        {
            GgufSentencePieceRules.Check(file, tokens, index);
        }
        else if (model == BytePair)
        {
            CheckMerges(file);
        }
    }

    private static void CheckLength(GgufFile file, string key, int count, GgufValueType type, GgufValueType alternative)
    {
        if (!file.Metadata.TryGetValue(key, out GgufValue? value))
        {
            return;
        }

        if (value.Type != GgufValueType.Array || (value.ElementType != type && value.ElementType != alternative))
        {
            throw file.Metadata.Mistyped(key, $"an array of {type}");
        }

        if (value.Count != count)
        {
            throw file.Invalid($"vocabulary arrays differ in length: {count} tokens, but '{key}' has {value.Count} elements");
        }
    }

    private static void CheckScores(GgufFile file)
    {
        ReadOnlySpan<float> scores = file.Metadata.TryGetValue(ScoresKey, out GgufValue? value) ? value.Elements<float>() : [];
        for (int i = 0; i < scores.Length; i++)
        {
            if (float.IsNaN(scores[i]))
            {
                throw file.Invalid($"the score of token {i} is not a number");
            }
        }
    }

    private static void CheckMerges(GgufFile file)
    {
        if (!file.Metadata.TryGetValue(MergesKey, out GgufValue? merges))
        {
            // Kimi K2 splits words by a table that is built into llama.cpp.
            if (file.Metadata.FindText(PreTokenizerKey) != "kimi-k2")
            {
                throw file.Metadata.Missing(MergesKey);
            }
        }
        else if (merges.Strings is null)
        {
            throw file.Metadata.Mistyped(MergesKey, "an array of texts");
        }
    }
}
