using FinCluster.Core.Errors;

namespace FinCluster.Node.Replicas;

/// <summary>A replica that the node had before it started and could not load again.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Error">Why.</param>
public sealed record ReplicaProblem(string Name, RequestException Error);
