namespace FinCluster.Inference.Models;

/// <summary>A model in memory that several engines may compute with: weights, vocabulary, and what its file says. Immutable.</summary>
/// <param name="Model">The model.</param>
/// <param name="File">Its file's metadata.</param>
/// <param name="Hash">The SHA-256 of its file, lower-case hex.</param>
internal sealed record SharedModel(LlamaModel Model, GgufFile File, string Hash);
