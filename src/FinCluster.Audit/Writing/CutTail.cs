namespace FinCluster.Audit.Writing;

/// <summary>What was cut off behind the last whole record of a writer, and set aside.</summary>
/// <param name="File">The file that holds it now, in the writer's folder.</param>
/// <param name="Bytes">How much it is.</param>
internal sealed record CutTail(string File, long Bytes);
