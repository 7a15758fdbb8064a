using FinCluster.Inference.Models;

namespace FinCluster.Inference.Batching;

/// <summary>What two contexts must have in common for one to take the other's place.</summary>
/// <param name="Model">The model.</param>
/// <param name="Sequences">Sequences that are computed together.</param>
/// <param name="ContextLength">Tokens of one sequence.</param>
/// <param name="BatchTokens">Tokens of one call.</param>
/// <param name="Threads">Threads of one call.</param>
internal sealed record ContextShape(SharedModel Model, int Sequences, int ContextLength, int BatchTokens, int Threads);
