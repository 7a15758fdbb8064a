namespace FinCluster.Core.Evaluation;

/// <summary>Two models on the same questions, paired by question.</summary>
/// <param name="Questions">How many questions both were asked.</param>
/// <param name="Wins">How many only the first one answers right.</param>
/// <param name="Losses">How many only the second one answers right.</param>
/// <param name="Difference">The first one's accuracy less the second one's.</param>
/// <param name="Low">The lower end of a 95 % interval of the difference, by bootstrap over the questions.</param>
/// <param name="High">The upper end.</param>
/// <param name="PValue">How probable wins and losses at least as uneven are if both were equally good: McNemar's exact test, two-sided.</param>
public sealed record RunComparison(int Questions, int Wins, int Losses, double Difference, double Low, double High, double PValue)
{
    private const int Samples = 2_000;
    private const int Decimals = 6;

    /// <summary>Compares outcomes; questions that only one run has are left out.</summary>
    /// <param name="first">The outcomes of one model.</param>
    /// <param name="second">The outcomes of the other one.</param>
    /// <param name="seed">The seed of the bootstrap: one seed, one interval.</param>
    public static RunComparison Of(IReadOnlyCollection<EvaluationOutcome> first, IReadOnlyCollection<EvaluationOutcome> second, int seed = 20_260)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        Dictionary<string, bool> others = second.ToDictionary(outcome => outcome.Question.Id, outcome => outcome.IsRight, StringComparer.Ordinal);
        int[] differences =
        [
            .. first.Where(outcome => others.ContainsKey(outcome.Question.Id))
                .Select(outcome => (outcome.IsRight ? 1 : 0) - (others[outcome.Question.Id] ? 1 : 0)),
        ];
        if (differences.Length == 0)
        {
            return new RunComparison(0, 0, 0, 0, 0, 0, 1);
        }

        int wins = differences.Count(difference => difference > 0);
        int losses = differences.Count(difference => difference < 0);
        (double low, double high) = Interval(differences, seed);
        return new RunComparison(
            differences.Length, wins, losses, Round((double)(wins - losses) / differences.Length), Round(low), Round(high), Round(McNemar(wins, losses)));
    }

    private static (double Low, double High) Interval(int[] differences, int seed)
    {
        var random = new Random(seed);
        double[] means = new double[Samples];
        for (int sample = 0; sample < Samples; sample++)
        {
            int sum = 0;
            for (int i = 0; i < differences.Length; i++)
            {
                sum += differences[random.Next(differences.Length)];
            }

            means[sample] = (double)sum / differences.Length;
        }

        Array.Sort(means);
        return (means[(int)(0.025 * Samples)], means[(int)(0.975 * Samples)]);
    }

    // Twice the tail of a fair coin thrown wins + losses times.
    private static double McNemar(int wins, int losses)
    {
        int count = wins + losses;
        double logCombinations = 0;
        double tail = 0;
        for (int k = 0; k <= Math.Min(wins, losses); k++)
        {
            logCombinations += k == 0 ? 0 : Math.Log(count - k + 1) - Math.Log(k);
            tail += Math.Exp(logCombinations - (count * Math.Log(2)));
        }

        return Math.Min(1, 2 * tail);
    }

    private static double Round(double value) => Math.Round(value, Decimals);
}
