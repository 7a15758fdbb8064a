namespace FinCluster.Core.Routing.Scorers;

/// <summary>The share of the prompt that fits beside what runs, less an eighth for what warm cells it costs.</summary>
/// <remarks>
/// What idle sequences keep gives way, so a replica that is warm and idle is not full; it is what a cache should be like. Only running
/// answers cannot give way, and a prompt that does not fit beside them has to wait. Nobody knows whether what is given up will be asked for
/// again. An eighth of the scorer's usual weight of a quarter is a thirty-second: more than what the picker takes for equal, and less than one
/// more running request of sixteen. So it decides between replicas that are alike otherwise.
/// </remarks>
internal sealed class KvPressureScorer : IRouteScorer
{
    private const double WarmWeight = 0.125;

    public double Score(RouteRound round, ref readonly RouteCandidate candidate)
    {
        Views.ReplicaView replica = candidate.Replica;
        if (replica is not { FreeKvCells: { } free, UnpinnedKvCells: { } unpinned })
        {
            return 1;
        }

        // What is held of the prompt is pinned with it, and is among the cells that give way until then: so the whole prompt has to fit.
        double prompt = Math.Max(1, round.Request.PromptTokens);
        double fresh = Math.Max(1, prompt - round.TokensOf(candidate.HeldBlocks));
        double givenUp = Math.Max(0, fresh - free) / fresh;
        return Math.Min(1, unpinned / prompt) * (1 - (WarmWeight * givenUp));
    }
}
