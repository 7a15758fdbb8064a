using FinCluster.Audit.Keys;
using FinCluster.Audit.Roots;

namespace FinCluster.Audit.Verification;

/// <summary>What a log is verified with.</summary>
public sealed record VerificationOptions
{
    /// <summary>Gets the public keys that are trusted. Where they come from is the caller's care: those that lie in the log prove nothing by themselves.</summary>
    public required IReadOnlyCollection<VerificationKey> Keys { get; init; }

    /// <summary>Gets roots that were kept elsewhere. Only they show that the end of the log, or all of a writer, was taken away together with the log's own roots.</summary>
    public IReadOnlyCollection<DayRoot> Anchors { get; init; } = [];

    /// <summary>Gets how many segments are checked at a time; default as many as there are processors.</summary>
    public int Parallelism { get; init; } = Environment.ProcessorCount;
}
