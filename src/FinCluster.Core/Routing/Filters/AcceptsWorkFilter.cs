using FinCluster.Core.Fleet;

namespace FinCluster.Core.Routing.Filters;

/// <summary>Passes over nodes that drain and nodes that have just failed the request.</summary>
internal sealed class AcceptsWorkFilter : IRouteFilter
{
    public bool IsPreference => false;

    public bool Accepts(RouteRound round, ref readonly RouteCandidate candidate) =>
        candidate.Replica.Node.State == NodeState.Ready
        && (round.Request.Excluded.Count == 0 || !round.Request.Excluded.Contains(candidate.Replica.Node.Id));
}
