namespace FinCluster.Training;

/// <summary>A training cannot be done as asked; the message says why, for the user.</summary>
/// <param name="message">What is wrong.</param>
/// <param name="inner">What it comes from; null for nothing.</param>
public sealed class TrainingException(string message, Exception? inner = null) : Exception(message, inner);
