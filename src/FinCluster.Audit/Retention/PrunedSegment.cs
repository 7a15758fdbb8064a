namespace FinCluster.Audit.Retention;

/// <summary>A segment that was deleted at its time.</summary>
/// <param name="Writer">Whose.</param>
/// <param name="Segment">Which.</param>
/// <param name="Last">The number of its last record.</param>
/// <param name="Bytes">How much it was.</param>
public sealed record PrunedSegment(string Writer, int Segment, long Last, long Bytes);
