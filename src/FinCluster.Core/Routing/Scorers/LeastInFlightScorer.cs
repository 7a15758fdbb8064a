namespace FinCluster.Core.Routing.Scorers;

/// <summary>The requests that run or wait, beyond those of the least busy candidate, as a share of those that run together.</summary>
internal sealed class LeastInFlightScorer : IRouteScorer
{
    public double Score(RouteRound round, ref readonly RouteCandidate candidate) =>
        1 - Math.Min(1, (double)(candidate.BusyRequests - round.LeastBusyRequests) / Math.Max(1, candidate.Replica.ParallelSequences));
}
