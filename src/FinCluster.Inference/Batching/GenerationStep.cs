using FinCluster.Core.Engine;

namespace FinCluster.Inference.Batching;

/// <summary>What the engine's thread tells the reader of one answer.</summary>
internal enum StepKind
{
    /// <summary>The request has a sequence.</summary>
    Started,

    /// <summary>One more token.</summary>
    Token,

    /// <summary>The answer is complete.</summary>
    Finished,
}

/// <summary>
/// One message from the engine's thread to the reader. The text itself is not in it: the reader knows the bytes of every
/// token, so the engine's thread only says how many of them are final. That way a token costs the engine no memory.
/// </summary>
/// <param name="Kind">Which of the fields count.</param>
/// <param name="Value">Cached prompt tokens, the token's id, or the number of output tokens.</param>
/// <param name="FinalBytes">
/// How many further bytes of the text are final; at the start those of resumed output, which the client has already.
/// </param>
/// <param name="Reason">Why the answer ended.</param>
/// <param name="LogProbs">Probabilities of the token.</param>
internal readonly record struct GenerationStep(StepKind Kind, int Value, int FinalBytes, FinishReason Reason, TokenLogProbs? LogProbs)
{
    public static GenerationStep Started(int cachedTokens, int resumedFinalBytes) =>
        new(StepKind.Started, cachedTokens, resumedFinalBytes, default, null);

    public static GenerationStep OfToken(int token, int finalBytes, TokenLogProbs? logProbs) =>
        new(StepKind.Token, token, finalBytes, default, logProbs);

    public static GenerationStep Finished(FinishReason reason, int outputTokens, int finalBytes) =>
        new(StepKind.Finished, outputTokens, finalBytes, reason, null);
}
