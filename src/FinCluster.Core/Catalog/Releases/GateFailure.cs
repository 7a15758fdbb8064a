namespace FinCluster.Core.Catalog.Releases;

/// <summary>A gate that a release does not pass.</summary>
/// <param name="Gate">The name of the figure, as gate results write it.</param>
/// <param name="Reason">A sentence with the figure and what it had to be.</param>
public sealed record GateFailure(string Gate, string Reason);
