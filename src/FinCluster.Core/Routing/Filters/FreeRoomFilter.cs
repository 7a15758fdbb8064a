namespace FinCluster.Core.Routing.Filters;

/// <summary>Prefers replicas that begin at once: they have a sequence free.</summary>
internal sealed class FreeRoomFilter : IRouteFilter
{
    public bool IsPreference => true;

    public bool Accepts(RouteRound round, ref readonly RouteCandidate candidate) =>
        candidate.BusyRequests < candidate.Replica.ParallelSequences;
}
