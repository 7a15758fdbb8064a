namespace FinCluster.Core.Routing.Pickers;

/// <summary>Picks any.</summary>
internal sealed class RandomPicker : IRoutePicker
{
    public bool WantsAll => true;

    public int Pick(ReadOnlySpan<RouteCandidate> candidates, Random random) => random.Next(candidates.Length);
}
