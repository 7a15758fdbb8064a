namespace FinCluster.Core.Edge.Learning;

/// <summary>Chooses from which probability on the edge answers.</summary>
internal static class ThresholdChooser
{
    /// <summary>What a central question that the edge answers costs, when an edge question that falls through costs 1: a wrong answer against a slow one.</summary>
    public const double WrongAnswerCost = 2;

    /// <summary>The least share of edge questions that must stay at the edge.</summary>
    public const double MinKept = 0.7;

    /// <summary>Finds the cheapest threshold that keeps enough, half way between two probabilities.</summary>
    /// <param name="probabilities">The probability of the edge for each prompt, of a fit that has not seen it.</param>
    /// <param name="labels">Whether each is an edge question.</param>
    public static double Choose(IReadOnlyList<double> probabilities, IReadOnlyList<bool> labels)
    {
        int[] order = [.. Enumerable.Range(0, labels.Count).OrderByDescending(i => probabilities[i])];
        int edges = labels.Count(label => label);
        int kept = 0;
        int wrong = 0;
        double best = 0.5;
        double lowest = double.PositiveInfinity;
        for (int i = 0; i < order.Length; i++)
        {
            kept += labels[order[i]] ? 1 : 0;
            wrong += labels[order[i]] ? 0 : 1;
            double cost = (WrongAnswerCost * wrong) + (edges - kept);
            if (cost < lowest && kept >= MinKept * edges)
            {
                lowest = cost;
                best = i + 1 < order.Length ? (probabilities[order[i]] + probabilities[order[i + 1]]) / 2 : probabilities[order[i]];
            }
        }

        return best;
    }
}
