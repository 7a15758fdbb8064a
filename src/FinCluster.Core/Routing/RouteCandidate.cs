using FinCluster.Core.Routing.Views;

namespace FinCluster.Core.Routing;

/// <summary>A replica that a request may go to, with what is known of it for this request.</summary>
public struct RouteCandidate
{
    /// <summary>Gets or sets the replica.</summary>
    public ReplicaView Replica { get; set; }

    /// <summary>Gets or sets its place in its <see cref="ReplicaGroup"/>.</summary>
    public int Index { get; set; }

    /// <summary>Gets or sets the requests that run or wait there.</summary>
    public int BusyRequests { get; set; }

    /// <summary>Gets or sets the prompt tokens that are to be computed there first.</summary>
    public long QueuedTokens { get; set; }

    /// <summary>Gets or sets how many blocks of the prompt's beginning it holds, or will when it comes to this request.</summary>
    public int HeldBlocks { get; set; }

    /// <summary>Gets or sets the weighted sum of all scorers.</summary>
    public double Score { get; set; }
}
