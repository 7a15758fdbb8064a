namespace FinCluster.Core.Engine;

/// <summary>One entry of a model's vocabulary.</summary>
/// <param name="Value">Index from 0 to the vocabulary's size less 1.</param>
public readonly record struct TokenId(int Value);
