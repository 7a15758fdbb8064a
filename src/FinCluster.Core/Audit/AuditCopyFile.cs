namespace FinCluster.Core.Audit;

/// <summary>A file in the copy of an audit log.</summary>
/// <param name="Path">Its path in the folder of the log, with <c>/</c>, such as <c>gw-1-0c9f21ab/00000001.seg</c>.</param>
/// <param name="Bytes">How much of it is there.</param>
public sealed record AuditCopyFile(string Path, long Bytes);
