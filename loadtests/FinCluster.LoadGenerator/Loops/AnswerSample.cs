using FinCluster.LoadGenerator.Workloads;

namespace FinCluster.LoadGenerator.Loops;

/// <summary>How a request ended.</summary>
internal enum AnswerEnd
{
    /// <summary>With its whole answer.</summary>
    Complete,

    /// <summary>The server had too much to do and took it not, or not further.</summary>
    Refused,

    /// <summary>It failed.</summary>
    Failed,

    /// <summary>The run's time was over.</summary>
    Cut,
}

/// <summary>What was seen of one answer.</summary>
internal sealed record AnswerSample
{
    public required LoadRequest Request { get; init; }

    public required AnswerEnd End { get; init; }

    /// <summary>Gets the time from when it was due (open loop) or sent (closed loop) to its first token.</summary>
    public required TimeSpan TimeToFirstToken { get; init; }

    /// <summary>Gets the time from the same moment to its end.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Gets its tokens.</summary>
    public required int Tokens { get; init; }

    /// <summary>Gets the times from one part of the answer to the next.</summary>
    public required IReadOnlyList<TimeSpan> Gaps { get; init; }

    /// <summary>Gets its text; null for a trace that has no use for it.</summary>
    public string? Text { get; init; }

    /// <summary>Gets the tokens of the prompt, as the server reports them; 0 if it does not.</summary>
    public int PromptTokens { get; init; }

    /// <summary>Gets how many of those the server had in its cache.</summary>
    public int CachedTokens { get; init; }

    /// <summary>Gets the node that computed it; null if the server does not say.</summary>
    public string? Node { get; init; }

    /// <summary>Gets how often a server was away or about to end, so that another one was asked.</summary>
    public int Retries { get; init; }

    /// <summary>Gets why it failed.</summary>
    public string? Error { get; init; }

    /// <summary>Gets the mean time from one token to the next.</summary>
    public TimeSpan TokenTime => Tokens > 1 ? (Duration - TimeToFirstToken) / (Tokens - 1) : TimeSpan.Zero;
}
