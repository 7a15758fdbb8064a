namespace FinCluster.Core.Routing.Scorers;

/// <summary>Whether the session belongs to the replica.</summary>
internal sealed class SessionAffinityScorer : IRouteScorer
{
    public Nominations Nominates => Nominations.SessionHome | Nominations.Holders;

    public double Score(RouteRound round, ref readonly RouteCandidate candidate) => round.IsSessionHome(in candidate) ? 1 : 0;
}
