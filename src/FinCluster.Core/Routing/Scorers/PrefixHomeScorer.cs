namespace FinCluster.Core.Routing.Scorers;

/// <summary>Whether a beginning that nobody holds yet belongs to the replica, times the share of prompts that come again at all.</summary>
internal sealed class PrefixHomeScorer : IRouteScorer
{
    public Nominations Nominates => Nominations.PrefixHome;

    public double Score(RouteRound round, ref readonly RouteCandidate candidate) =>
        candidate.Index == round.PrefixHome ? round.RepeatShare : 0;
}
