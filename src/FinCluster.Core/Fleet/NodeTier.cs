namespace FinCluster.Core.Fleet;

/// <summary>Where a node stands between the user and the large models.</summary>
public enum NodeTier
{
    /// <summary>A large model, for what the edge cannot answer.</summary>
    Central,

    /// <summary>A small model with adapters, near the user.</summary>
    Edge,
}
