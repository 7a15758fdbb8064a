namespace FinCluster.Core.Engine;

/// <summary>
/// What an engine reports about one request: one <see cref="GenerationStarted"/>, then <see cref="GeneratedToken"/>s, then
/// one <see cref="GenerationFinished"/>.
/// </summary>
public abstract record GenerationEvent;

/// <summary>The prompt is accepted.</summary>
/// <param name="PromptTokens">Tokens of the prompt, without resumed output.</param>
/// <param name="CachedTokens">How many of them, from the front, were in the KV cache already.</param>
/// <param name="DroppedMessages">Messages left out so that the conversation fits.</param>
public sealed record GenerationStarted(int PromptTokens, int CachedTokens, int DroppedMessages) : GenerationEvent
{
    /// <summary>Gets the name of the node that computes it, as far as who asks several knows it; an engine does not.</summary>
    public string? Node { get; init; }

    /// <summary>Gets the tier that answers, <c>edge</c> or <c>central</c>, where there are both.</summary>
    public string? Tier { get; init; }

    /// <summary>Gets why that tier answers, by the names of signals; without text of the request.</summary>
    public string? TierReason { get; init; }

    /// <summary>Gets a value indicating whether the edge answers what central should have, because central cannot be reached.</summary>
    public bool IsDegraded { get; init; }
}

/// <summary>One new token.</summary>
/// <param name="Token">The token.</param>
/// <param name="Text">
/// The text that became final with it: whole characters only, without a possible beginning of a stop string. Often empty.
/// The concatenation over all tokens and the <see cref="GenerationFinished"/> is the answer.
/// </param>
/// <param name="LogProbs">Probabilities, when the request asks for them.</param>
public sealed record GeneratedToken(TokenId Token, string Text, TokenLogProbs? LogProbs) : GenerationEvent
{
    /// <summary>Gets a value indicating whether a gateway put the text in place of what one or more tokens say; the token then says nothing.</summary>
    public bool IsRewritten { get; init; }
}

/// <summary>The answer is complete.</summary>
/// <param name="Reason">Why it ended.</param>
/// <param name="Text">Text that was held back and turned out to belong to the answer.</param>
/// <param name="CompletionTokens">All output tokens, resumed ones included.</param>
public sealed record GenerationFinished(FinishReason Reason, string Text, int CompletionTokens) : GenerationEvent;

/// <summary>Why an answer ended.</summary>
public enum FinishReason
{
    /// <summary>The model ended it, or a stop string or stop token did.</summary>
    Stop,

    /// <summary>The token limit or the context was reached.</summary>
    Length,

    /// <summary>A guard refused the question, or the rest of the answer.</summary>
    ContentFilter,
}
