namespace FinCluster.Audit.Verification;

/// <summary>What verification found.</summary>
/// <param name="Writers">Writers that were read.</param>
/// <param name="Segments">Segments that were read.</param>
/// <param name="Records">Records that were read.</param>
/// <param name="Heads">Heads among them.</param>
/// <param name="Bytes">Bytes that were read.</param>
/// <param name="Roots">Days whose roots were checked against all their records.</param>
/// <param name="FaultCount">How many faults there are.</param>
/// <param name="Faults">The first of each kind.</param>
/// <param name="Notices">What is no fault and worth knowing, such as a tail that nobody vouches for yet.</param>
public sealed record VerificationReport(
    int Writers, int Segments, long Records, long Heads, long Bytes, int Roots, long FaultCount, IReadOnlyCollection<AuditFault> Faults, IReadOnlyList<string> Notices)
{
    /// <summary>Gets a value indicating whether nothing is wrong.</summary>
    public bool IsIntact => FaultCount == 0;
}
