namespace FinCluster.Audit.Writing;

/// <summary>What a commit did.</summary>
/// <param name="Bytes">How much it wrote.</param>
/// <param name="Flush">How long the disk took to confirm it.</param>
/// <param name="ClosedSegment">The segment that it was the last of; 0 for none.</param>
/// <param name="Signed">Where the head lies that it ends with; null when it ends with none.</param>
internal readonly record struct CommitResult(long Bytes, TimeSpan Flush, int ClosedSegment, SegmentEnd? Signed);
