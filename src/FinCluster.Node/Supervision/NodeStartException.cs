namespace FinCluster.Node.Supervision;

/// <summary>A node process did not come to take traffic.</summary>
/// <param name="message">Why, in the node's own last words where it had some.</param>
/// <param name="inner">The cause.</param>
public sealed class NodeStartException(string message, Exception? inner = null) : Exception(message, inner);
