namespace FinCluster.Gateway.Tiers;

/// <summary>A question as a vector.</summary>
/// <param name="Model">The model that made it; only vectors of one model can be compared.</param>
/// <param name="Vector">As many numbers as the model's embeddings have.</param>
internal readonly record struct QuestionVector(string Model, ReadOnlyMemory<float> Vector);
