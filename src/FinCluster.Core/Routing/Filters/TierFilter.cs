namespace FinCluster.Core.Routing.Filters;

/// <summary>Passes over nodes of another tier than the request asks for.</summary>
internal sealed class TierFilter : IRouteFilter
{
    public bool IsPreference => false;

    public bool Accepts(RouteRound round, ref readonly RouteCandidate candidate) =>
        round.Request.Tier is not { } tier || candidate.Replica.Tier == tier;
}
