namespace FinCluster.LoadGenerator.Clients;

/// <summary>A part of an answer, as it comes.</summary>
/// <param name="Tokens">The tokens that it brought; 0 for one that only reports.</param>
/// <param name="Text">Their text.</param>
/// <param name="PromptTokens">Tokens of the prompt, in the one part that reports them; else 0.</param>
/// <param name="CachedTokens">How many of them the server had in its cache.</param>
internal readonly record struct AnswerPart(int Tokens, string Text, int PromptTokens, int CachedTokens)
{
    /// <summary>Gets the node that computes the answer, in the one part that reports it; else null.</summary>
    public string? Node { get; init; }

    /// <summary>Gets how often the request was refused before it was taken, in the part that says so; else 0.</summary>
    public int Retries { get; init; }
}
