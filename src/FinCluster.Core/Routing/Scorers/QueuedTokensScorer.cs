namespace FinCluster.Core.Routing.Scorers;

/// <summary>The prompt tokens that are computed first, beyond those of the least loaded candidate, in prompts of the request's length.</summary>
internal sealed class QueuedTokensScorer : IRouteScorer
{
    /// <summary>As many prompts more than the least loaded candidate has are as bad as any more.</summary>
    public const double Horizon = 4;

    public double Score(RouteRound round, ref readonly RouteCandidate candidate) =>
        1 - Math.Min(1, (candidate.QueuedTokens - round.LeastQueuedTokens) / (Horizon * round.TokenUnit));
}
