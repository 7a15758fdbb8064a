namespace FinCluster.Core.Routing.Scorers;

/// <summary>The tokens of the prompt that the replica need not compute, as a share of a prompt.</summary>
internal sealed class PrefixOverlapScorer : IRouteScorer
{
    public Nominations Nominates => Nominations.Holders;

    public double Score(RouteRound round, ref readonly RouteCandidate candidate) =>
        round.TokensOf(candidate.HeldBlocks) / round.TokenUnit;
}
