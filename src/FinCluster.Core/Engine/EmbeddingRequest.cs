namespace FinCluster.Core.Engine;

/// <summary>A request to turn texts into vectors.</summary>
/// <param name="Model">The name of the model.</param>
/// <param name="Inputs">Texts or token lists; each becomes one vector.</param>
public sealed record EmbeddingRequest(string Model, IReadOnlyList<Prompt> Inputs);

/// <summary>The vectors of an <see cref="EmbeddingRequest"/>.</summary>
/// <param name="Vectors">One vector for each input, in its order, of Euclidean length 1.</param>
/// <param name="PromptTokens">Tokens of all inputs.</param>
public sealed record EmbeddingResult(IReadOnlyList<ReadOnlyMemory<float>> Vectors, int PromptTokens);
