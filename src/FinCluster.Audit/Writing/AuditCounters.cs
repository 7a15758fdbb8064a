namespace FinCluster.Audit.Writing;

/// <summary>What a log did since it was opened.</summary>
/// <param name="Events">Events that are on the disk.</param>
/// <param name="Bytes">Bytes that were written.</param>
/// <param name="Commits">Commits: one wait for the disk each.</param>
/// <param name="Failures">Commits that failed and were tried again.</param>
/// <param name="FlushTime">How long the disk took in all.</param>
/// <param name="Queued">Events that wait now.</param>
public readonly record struct AuditCounters(long Events, long Bytes, long Commits, long Failures, TimeSpan FlushTime, int Queued);
