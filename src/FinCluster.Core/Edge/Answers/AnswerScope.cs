namespace FinCluster.Core.Edge.Answers;

/// <summary>Within what a stored answer may be given again: a release, an adapter and a tenant's salt. Answers never cross scopes.</summary>
/// <param name="Release">The model release that answered, by its content hash or another name that changes with it.</param>
/// <param name="Adapter">The adapter that answered; empty for none.</param>
/// <param name="Salt">The tenant, or whoever shares answers with whom.</param>
public readonly record struct AnswerScope(string Release, string Adapter, string Salt);
