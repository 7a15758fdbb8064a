namespace FinCluster.Core.Routing;

/// <summary>Says which replicas a request may go to. Thread-safe and free of side effects.</summary>
public interface IRouteFilter
{
    /// <summary>Gets a value indicating whether it is dropped for a request that no replica would pass it with.</summary>
    bool IsPreference { get; }

    /// <summary>Says whether a request may go to a replica.</summary>
    bool Accepts(RouteRound round, ref readonly RouteCandidate candidate);
}
