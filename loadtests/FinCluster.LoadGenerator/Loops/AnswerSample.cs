namespace FinCluster.LoadGenerator.Loops;

/// <summary>What was seen of one answer.</summary>
/// <param name="TimeToFirstToken">From when it was due (open loop) or sent (closed loop) to its first token.</param>
/// <param name="Duration">From the same moment to its end.</param>
/// <param name="Tokens">Its tokens.</param>
/// <param name="Gaps">Times from one part of the answer to the next.</param>
/// <param name="Error">Why it failed; null if it did not.</param>
internal sealed record AnswerSample(TimeSpan TimeToFirstToken, TimeSpan Duration, int Tokens, IReadOnlyList<TimeSpan> Gaps, string? Error)
{
    /// <summary>Gets the mean time from one token to the next.</summary>
    public TimeSpan TokenTime => Tokens > 1 ? (Duration - TimeToFirstToken) / (Tokens - 1) : TimeSpan.Zero;
}
