namespace FinCluster.Inference.Models;

/// <summary>Checks the sizes and the tensors of a model of the architecture "llama".</summary>
/// <remarks>Source: llama.cpp v0.5.0, models/llama.cpp.</remarks>
internal static class GgufLlamaRules
{
    public const string Architecture = "llama";

    /// <summary>Checks a model.</summary>
    public static void Check(GgufFile file)
    {
        if (file.VocabularySize == 0)
        {
            throw file.Metadata.Missing(GgufVocabularyRules.TokensKey);
        }

        string model = file.Metadata.FindText(GgufVocabularyRules.ModelKey) ?? throw file.Metadata.Missing(GgufVocabularyRules.ModelKey);
        if (model is not (GgufVocabularyRules.SentencePiece or GgufVocabularyRules.BytePair))
        {
            throw file.Invalid($"the tokenizer '{GgufText.Quote(model)}' is not supported with the architecture '{Architecture}'");
        }

        if (file.Metadata.FindBool($"{Architecture}.attention.causal") == false)
        {
            throw file.Invalid("its attention is not causal, so it cannot generate text");
        }

        GgufLlamaSizes sizes = GgufLlamaSizes.Read(file);
        var tensors = new GgufTensorChecker(file);
        CheckEnds(tensors, sizes);
        for (int layer = 0; layer < sizes.Layers; layer++)
        {
            CheckAttention(tensors, sizes, $"blk.{layer}.");
            CheckFeedForward(tensors, sizes, $"blk.{layer}.");
        }

        tensors.CheckAllKnown();
    }

    private static void CheckEnds(GgufTensorChecker tensors, GgufLlamaSizes sizes)
    {
        tensors.RequireMatrix("token_embd", sizes.Width, sizes.Vocabulary);
        tensors.RequireVector("output_norm.weight", sizes.Width);
        tensors.AllowMatrix("output", sizes.Width, sizes.Vocabulary);
        if (sizes.IsLongRope)
        {
            tensors.AllowVector("rope_factors_long.weight", sizes.HeadLength / 2);
            tensors.AllowVector("rope_factors_short.weight", sizes.HeadLength / 2);
        }
        else
        {
            tensors.AllowVector("rope_freqs.weight", sizes.HeadLength / 2);
        }
    }

    private static void CheckAttention(GgufTensorChecker tensors, GgufLlamaSizes sizes, string layer)
    {
        tensors.RequireVector(layer + "attn_norm.weight", sizes.Width);
        if (tensors.Has(layer + "attn_qkv.weight"))
        {
            tensors.RequireMatrix(layer + "attn_qkv", sizes.Width, sizes.QueryWidth + (2 * sizes.KeyValueWidth));
            tensors.AllowVector(layer + "attn_qkv.bias", sizes.QueryWidth + (2 * sizes.KeyValueWidth));
        }
        else
        {
            tensors.RequireMatrix(layer + "attn_q", sizes.Width, sizes.QueryWidth);
            tensors.RequireMatrix(layer + "attn_k", sizes.Width, sizes.KeyValueWidth);
            tensors.RequireMatrix(layer + "attn_v", sizes.Width, sizes.KeyValueWidth);
        }

        tensors.AllowVector(layer + "attn_q.bias", sizes.QueryWidth);
        tensors.AllowVector(layer + "attn_k.bias", sizes.KeyValueWidth);
        tensors.AllowVector(layer + "attn_v.bias", sizes.KeyValueWidth);
        tensors.RequireMatrix(layer + "attn_output", sizes.QueryWidth, sizes.Width);
        tensors.AllowVector(layer + "attn_output.bias", sizes.Width);
    }

    private static void CheckFeedForward(GgufTensorChecker tensors, GgufLlamaSizes sizes, string layer)
    {
        tensors.RequireVector(layer + "ffn_norm.weight", sizes.Width);
        if (sizes.Experts > 0)
        {
            tensors.RequireMatrix(layer + "ffn_gate_inp", sizes.Width, sizes.Experts);
            tensors.RequireMatrix(layer + "ffn_gate_exps", sizes.Width, sizes.FeedForward, sizes.Experts);
            tensors.RequireMatrix(layer + "ffn_down_exps", sizes.FeedForward, sizes.Width, sizes.Experts);
            tensors.RequireMatrix(layer + "ffn_up_exps", sizes.Width, sizes.FeedForward, sizes.Experts);
            return;
        }

        tensors.RequireMatrix(layer + "ffn_gate", sizes.Width, sizes.FeedForward);
        tensors.RequireMatrix(layer + "ffn_down", sizes.FeedForward, sizes.Width);
        tensors.RequireMatrix(layer + "ffn_up", sizes.Width, sizes.FeedForward);
        tensors.AllowVector(layer + "ffn_gate.bias", sizes.FeedForward);
        tensors.AllowVector(layer + "ffn_down.bias", sizes.Width);
        tensors.AllowVector(layer + "ffn_up.bias", sizes.FeedForward);
    }
}
