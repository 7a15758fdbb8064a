namespace FinCluster.Core.Routing.Scorers;

/// <summary>The share of what is new of the prompt that finds free KV cells, so that nothing warm is given up for it.</summary>
internal sealed class KvPressureScorer : IRouteScorer
{
    public double Score(RouteRound round, ref readonly RouteCandidate candidate) => candidate.Replica.FreeKvCells is { } free
        ? Math.Min(1, free / Math.Max(1, round.Request.PromptTokens - round.TokensOf(candidate.HeldBlocks)))
        : 1;
}
