namespace FinCluster.Core.Routing.Filters;

/// <summary>Passes over nodes that drain and nodes that have just failed the request.</summary>
internal sealed class AcceptsWorkFilter : IRouteFilter
{
    public bool IsPreference => false;

    public bool Accepts(RouteRound round, ref readonly RouteCandidate candidate) =>
        candidate.Replica.IsReady
        && (round.Request.Excluded.Count == 0 || !round.Request.Excluded.Contains(candidate.Replica.Node.Id));
}
