namespace FinCluster.Core.Routing.Views;

/// <summary>What one gateway has sent to a replica and not had back.</summary>
/// <param name="Requests">Requests that run or wait there.</param>
/// <param name="PromptTokens">Estimated tokens of those of their prompts that no token has come for yet.</param>
public readonly record struct InFlightCount(int Requests, long PromptTokens);

/// <summary>Counts what this gateway has sent to a replica. Thread-safe, without a lock: the two counts may be of neighbouring moments.</summary>
public sealed class InFlightMeter
{
    private int _requests;
    private long _promptTokens;

    /// <summary>Gets the counts of now.</summary>
    public InFlightCount Now => new(Volatile.Read(ref _requests), Volatile.Read(ref _promptTokens));

    /// <summary>Notes a request that is sent.</summary>
    /// <param name="promptTokens">Tokens that the replica will have to prefill for it.</param>
    public void OnSent(long promptTokens)
    {
        Interlocked.Increment(ref _requests);
        Interlocked.Add(ref _promptTokens, promptTokens);
    }

    /// <summary>Notes that a request's prompt is read, or will not be.</summary>
    /// <param name="promptTokens">The tokens that <see cref="OnSent"/> was told; once for each request.</param>
    public void OnPrefilled(long promptTokens) => Interlocked.Add(ref _promptTokens, -promptTokens);

    /// <summary>Notes that a request is over, however it ended.</summary>
    public void OnEnded() => Interlocked.Decrement(ref _requests);
}
