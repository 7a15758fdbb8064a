namespace FinCluster.Gateway.Compliance.Monitoring;

/// <summary>Makes the vector of a question whose personal data is masked; null when there is no model for it now.</summary>
/// <remarks>It is a service that need not be there: without it nothing is said of what questions are about.</remarks>
public delegate ValueTask<ReadOnlyMemory<float>?> QuestionEmbedder(string maskedQuestion, CancellationToken cancellationToken);
