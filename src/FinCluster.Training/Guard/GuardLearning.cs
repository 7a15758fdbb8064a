using FinCluster.Core.Compliance.Guard.Classifier;

namespace FinCluster.Training.Guard;

/// <summary>What came of learning the guard's classifier.</summary>
/// <param name="Weights">The weights.</param>
/// <param name="Examples">How many cases and windows of cases were learned from.</param>
/// <param name="Threshold">The log-odds from which a text is refused, chosen by cross-validation.</param>
/// <param name="Recall">The share of refused training cases that a fit without them refuses.</param>
/// <param name="OverRefusal">The share of allowed training cases that a fit without them refuses.</param>
public sealed record GuardLearning(GuardWeights Weights, int Examples, double Threshold, double Recall, double OverRefusal);
