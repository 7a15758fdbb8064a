namespace FinCluster.Audit.Writing;

/// <summary>A place behind a record.</summary>
/// <param name="Segment">The segment.</param>
/// <param name="Bytes">How many bytes of it lie before the place.</param>
internal readonly record struct SegmentEnd(int Segment, long Bytes);
