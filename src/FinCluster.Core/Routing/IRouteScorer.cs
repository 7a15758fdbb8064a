namespace FinCluster.Core.Routing;

/// <summary>Says how good a replica is for a request in one respect. Thread-safe and free of side effects.</summary>
public interface IRouteScorer
{
    /// <summary>Gets the replicas that it would like, which must therefore be among the candidates.</summary>
    Nominations Nominates => Nominations.None;

    /// <summary>Scores a replica from 0, the worst, to 1, the best.</summary>
    double Score(RouteRound round, ref readonly RouteCandidate candidate);
}
