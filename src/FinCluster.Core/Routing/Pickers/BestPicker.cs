namespace FinCluster.Core.Routing.Pickers;

/// <summary>Picks the best score. Of those that are as good, two by lot, and of these the one with fewer requests.</summary>
internal sealed class BestPicker : IRoutePicker
{
    // A fiftieth of a prompt: less than what one report differs from the next by.
    private const double Tie = 0.02;

    public bool WantsAll => false;

    public int Pick(ReadOnlySpan<RouteCandidate> candidates, Random random)
    {
        double best = double.NegativeInfinity;
        foreach (ref readonly RouteCandidate candidate in candidates)
        {
            best = Math.Max(best, candidate.Score);
        }

        int tied = 0;
        foreach (ref readonly RouteCandidate candidate in candidates)
        {
            tied += candidate.Score >= best - Tie ? 1 : 0;
        }

        int one = Nth(candidates, best - Tie, random.Next(tied));
        if (tied == 1)
        {
            return one;
        }

        int other = Nth(candidates, best - Tie, random.Next(tied));
        return candidates[other].BusyRequests < candidates[one].BusyRequests ? other : one;
    }

    private static int Nth(ReadOnlySpan<RouteCandidate> candidates, double least, int number)
    {
        for (int i = 0; i < candidates.Length; i++)
        {
            if (candidates[i].Score >= least && number-- == 0)
            {
                return i;
            }
        }

        return candidates.Length - 1;
    }
}
