namespace FinCluster.Inference.Models;

/// <summary>The two factors that an adapter adds to a tensor of its base.</summary>
/// <param name="Name">The tensor of the base.</param>
/// <param name="Down">The factor that is multiplied first.</param>
/// <param name="Up">The other one.</param>
/// <param name="Rank">The dimension that they share.</param>
internal readonly record struct GgufAdapterPair(string Name, GgufTensorInfo Down, GgufTensorInfo Up, long Rank);
