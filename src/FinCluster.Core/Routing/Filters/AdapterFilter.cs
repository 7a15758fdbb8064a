namespace FinCluster.Core.Routing.Filters;

/// <summary>Passes over replicas that have not loaded the adapter that the request asks for.</summary>
internal sealed class AdapterFilter : IRouteFilter
{
    public bool IsPreference => false;

    public bool Accepts(RouteRound round, ref readonly RouteCandidate candidate) =>
        round.Request.Adapter is not { } adapter || candidate.Replica.Model.Adapters.Contains(adapter, StringComparer.Ordinal);
}
