namespace FinCluster.Core.Routing.Pickers;

/// <summary>Picks one after the other.</summary>
internal sealed class RoundRobinPicker : IRoutePicker
{
    private int _next = -1;

    public bool WantsAll => true;

    public int Pick(ReadOnlySpan<RouteCandidate> candidates, Random random) =>
        (int)((uint)Interlocked.Increment(ref _next) % (uint)candidates.Length);
}
