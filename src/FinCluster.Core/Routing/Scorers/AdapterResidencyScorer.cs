namespace FinCluster.Core.Routing.Scorers;

/// <summary>Whether the adapter that the request asks for is loaded already.</summary>
internal sealed class AdapterResidencyScorer : IRouteScorer
{
    public double Score(RouteRound round, ref readonly RouteCandidate candidate) =>
        round.Request.Adapter is not { } adapter || candidate.Replica.Model.Adapters.Contains(adapter, StringComparer.Ordinal) ? 1 : 0;
}
