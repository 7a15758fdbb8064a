using FinCluster.Core.Engine;

namespace FinCluster.Core.Routing.Views;

/// <summary>A replica's newest report.</summary>
/// <param name="Statistics">What it said.</param>
/// <param name="ReceivedAt">When it came, on this gateway's monotonic clock.</param>
/// <param name="OwnThen">What this gateway had in flight there when it came; what it has sent since, the report does not know.</param>
public sealed record ReplicaLoad(EngineStatistics Statistics, TimeSpan ReceivedAt, InFlightCount OwnThen)
{
    /// <summary>Gets the requests that run or wait there.</summary>
    public int BusyRequests => Statistics.RunningRequests + Statistics.QueuedRequests;
}
