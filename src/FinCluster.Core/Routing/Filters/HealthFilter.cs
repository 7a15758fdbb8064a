namespace FinCluster.Core.Routing.Filters;

/// <summary>Prefers nodes that do not seem to be lost: no broken stream, and a report that is not old.</summary>
/// <remarks>It is a preference, because a gateway that has lost its own network suspects everybody.</remarks>
internal sealed class HealthFilter : IRouteFilter
{
    // Five reports that did not come.
    private static readonly TimeSpan MaxSilence = TimeSpan.FromSeconds(1);

    public bool IsPreference => true;

    public bool Accepts(RouteRound round, ref readonly RouteCandidate candidate) =>
        !candidate.Replica.IsSuspected
        && round.Now - candidate.Replica.LastReportAt <= MaxSilence;
}
