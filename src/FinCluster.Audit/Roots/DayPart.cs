namespace FinCluster.Audit.Roots;

/// <summary>The records of one writer in one day.</summary>
/// <param name="Writer">The writer.</param>
/// <param name="First">The number of the first.</param>
/// <param name="Last">The number of the last.</param>
/// <param name="LastHash">Its hash, in lower-case hexadecimal.</param>
public sealed record DayPart(string Writer, long First, long Last, string LastHash);
