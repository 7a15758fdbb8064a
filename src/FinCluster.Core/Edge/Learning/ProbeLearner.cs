namespace FinCluster.Core.Edge.Learning;

/// <summary>Chooses the limits of the probe from answers that are known to be right or wrong. Deterministic.</summary>
public static class ProbeLearner
{
    // Limits are tried at these shares of what was observed, loosest first.
    private static readonly double[] Shares = [0, 0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5];
    private const int Decimals = 3;

    // What share of right answers may be given up. A share, and no price of each error, because how many wrong answers come as far as the probe
    // depends on what is asked, and the recorded answers are no sample of that.
    private const double MaxLost = 0.05;

    /// <summary>Finds the limits that stop most wrong answers while at most one right answer in twenty is given up.</summary>
    /// <param name="samples">The answers: some right, some wrong.</param>
    /// <param name="maxTokens">How many tokens a probe takes at most.</param>
    /// <param name="maxMilliseconds">How long it takes at most.</param>
    /// <exception cref="FormatException">There are not enough answers, or only right or only wrong ones.</exception>
    public static ProbeThresholds Learn(IReadOnlyList<ProbeSample> samples, int maxTokens, int maxMilliseconds)
    {
        ArgumentNullException.ThrowIfNull(samples);
        if (samples.Count < 20 || samples.All(sample => sample.IsRight) || !samples.Any(sample => sample.IsRight))
        {
            throw new FormatException("a probe is learned from at least 20 answers, some right and some wrong");
        }

        Figures[] all = [.. samples.Select(sample => Figures.Of(sample, maxTokens))];
        double[] means = Quantiles(all.Select(one => one.Mean), fromLow: true);
        double[] lowest = Quantiles(all.Select(one => one.Lowest), fromLow: true);
        double[] entropies = Quantiles(all.Select(one => one.Entropy), fromLow: false);
        double[] margins = Quantiles(all.Select(one => one.FirstMargin), fromLow: true);
        int maxLost = (int)(MaxLost * all.Count(one => one.IsRight));
        (int WrongKept, int RightLost) best = (int.MaxValue, int.MaxValue);
        ProbeThresholds? thresholds = null;
        foreach ((double mean, double low, double entropy, double margin) in
            from mean in means from low in lowest from entropy in entropies from margin in margins select (mean, low, entropy, margin))
        {
            (int WrongKept, int RightLost) count = (0, 0);
            foreach (Figures one in all)
            {
                bool isKept = one.Mean >= mean && one.Lowest >= low && one.Entropy <= entropy && one.FirstMargin >= margin;
                count.WrongKept += isKept && !one.IsRight ? 1 : 0;
                count.RightLost += !isKept && one.IsRight ? 1 : 0;
            }

            if (count.RightLost <= maxLost && count.CompareTo(best) < 0)
            {
                best = count;
                thresholds = new ProbeThresholds
                {
                    MaxTokens = maxTokens,
                    MaxMilliseconds = maxMilliseconds,
                    MinMeanLogProb = mean,
                    MinLogProb = low,
                    MaxMeanEntropy = entropy,
                    MinFirstMargin = margin,
                };
            }
        }

        thresholds!.Validate();
        return thresholds;
    }

    /// <summary>Counts how answers fare under limits.</summary>
    /// <returns>How many right ones are kept, right ones given up, wrong ones kept, wrong ones given up.</returns>
    public static (int RightKept, int RightLost, int WrongKept, int WrongStopped) Count(ProbeThresholds thresholds, IEnumerable<ProbeSample> samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        (int rightKept, int rightLost, int wrongKept, int wrongStopped) = (0, 0, 0, 0);
        foreach (ProbeSample sample in samples)
        {
            var probe = new ConfidenceProbe(thresholds, TimeProvider.System);
            ProbeVerdict verdict = default;
            for (int i = 0; i < sample.LogProbs.Count && verdict.Outcome == ProbeOutcome.Undecided; i++)
            {
                verdict = probe.Observe(sample.LogProbs[i], [.. sample.Top[i]]);
            }

            bool isKept = probe.Complete().Outcome == ProbeOutcome.Keep;
            rightKept += sample.IsRight && isKept ? 1 : 0;
            rightLost += sample.IsRight && !isKept ? 1 : 0;
            wrongKept += !sample.IsRight && isKept ? 1 : 0;
            wrongStopped += !sample.IsRight && !isKept ? 1 : 0;
        }

        return (rightKept, rightLost, wrongKept, wrongStopped);
    }

    // Rounded away from the observed values, so that the loosest limit lets all of them through.
    private static double[] Quantiles(IEnumerable<double> values, bool fromLow)
    {
        double[] sorted = fromLow ? [.. values.Order()] : [.. values.OrderDescending()];
        double step = Math.Pow(10, -Decimals);
        return [.. Shares.Select(share => sorted[(int)(share * (sorted.Length - 1))])
            .Select(value => Math.Round((fromLow ? Math.Floor(value / step) : Math.Ceiling(value / step)) * step, Decimals)).Distinct()];
    }

    private sealed record Figures(bool IsRight, double Mean, double Lowest, double Entropy, double FirstMargin)
    {
        public static Figures Of(ProbeSample sample, int maxTokens)
        {
            int count = Math.Min(maxTokens, sample.LogProbs.Count);
            return new Figures(
                sample.IsRight,
                sample.LogProbs.Take(count).Average(),
                sample.LogProbs.Take(count).Min(),
                sample.Top.Take(count).Where(top => top.Count > 1).Select(top => ConfidenceProbe.Entropy([.. top])).DefaultIfEmpty().Average(),
                sample.Top[0] is [float first, float second, ..] ? first - second : 0);
        }
    }
}
