namespace FinCluster.Core.Routing;

/// <summary>Picks one of the candidates. Thread-safe.</summary>
public interface IRoutePicker
{
    /// <summary>Gets a value indicating whether it wants every replica that passes the filters, rather than the promising and a few by lot.</summary>
    bool WantsAll { get; }

    /// <summary>Picks a candidate.</summary>
    /// <param name="candidates">At least one, with their scores, in the order of the fleet's nodes where <see cref="WantsAll"/>.</param>
    /// <param name="random">Decides what may be left to chance.</param>
    /// <returns>The place of the one that was picked.</returns>
    int Pick(ReadOnlySpan<RouteCandidate> candidates, Random random);
}
