using FinCluster.Core.Fleet;

namespace FinCluster.Gateway.Routing;

/// <summary>Which node an answer's session belongs to, and then where the answer is computed. Used by one call at a time.</summary>
/// <param name="key">The session, or whatever else later requests will be about, too.</param>
/// <param name="warmNode">The node whose KV cache was left with it; null when nobody noted it.</param>
internal sealed class SessionAffinity(string key, NodeId? warmNode)
{
    /// <summary>Gets the session's key.</summary>
    public string Key => key;

    /// <summary>Gets the node whose KV cache has the session: the one noted, and as soon as the answer has a place, that place's.</summary>
    public NodeId? WarmNode { get; private set; } = warmNode;

    /// <summary>Notes where the answer is computed now; the last of several nodes is the one that has all of it.</summary>
    public void OnPlaced(NodeId node) => WarmNode = node;
}
