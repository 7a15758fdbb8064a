using FinCluster.Core.Compliance.Guard.Cases;
using FinCluster.Core.Compliance.Guard.Classifier;
using FinCluster.Core.Compliance.Text;

namespace FinCluster.Training.Guard;

/// <summary>Learns the weights of the guard's classifier from labelled cases. Deterministic: the same cases give the same bytes.</summary>
internal static class GuardLearner
{
    /// <summary>The two's logarithm of the number of buckets: 768 KiB of weights.</summary>
    private const int Bits = 17;

    private const int Folds = 5;

    // A written case says more than a filled template.
    private const float WrittenWeight = 4;

    // Of harmless cases that no fit has seen, so many may be refused where the threshold is set. Half of them were written beside a forbidden one,
    // with its very words: of what users ask it is far fewer.
    private const double MaxOverRefusal = 0.05;

    /// <summary>Learns.</summary>
    /// <param name="written">Cases that people wrote; held-out ones are passed over. The threshold is chosen by them, each judged by a fit without it.</param>
    /// <param name="others">More cases to learn from, such as generated ones.</param>
    /// <param name="dataSha256">What the data is named by.</param>
    /// <exception cref="TrainingException">There is too little to learn from.</exception>
    public static GuardLearning Learn(IReadOnlyList<GuardCase> written, IReadOnlyList<GuardCase> others, string dataSha256)
    {
        GuardCase[] own = [.. written.Where(one => !one.IsHeldOut)];
        if (own.Count(one => one.IsRefused) < Folds || own.Count(one => !one.IsRefused) < Folds)
        {
            throw new TrainingException("there are too few cases to learn from, refused or allowed");
        }

        GuardExample[] more = [.. others.Where(one => !one.IsHeldOut).SelectMany(one => GuardExample.Of(one, Bits, weight: 1))];
        double[] unseen = new double[own.Length];
        for (int fold = 0; fold < Folds; fold++)
        {
            int current = fold;
            NgramGuardClassifier classifier = new(Fit(own.Where((_, i) => i % Folds != current), more, 0, dataSha256));
            for (int i = fold; i < own.Length; i += Folds)
            {
                unseen[i] = LogOdds(classifier.Score(TextNormalizer.Normalize(own[i].Text)).Refuse);
            }
        }

        double threshold = Threshold(own, unseen);
        return new GuardLearning(
            Fit(own, more, (float)Math.Round(threshold, 3), dataSha256),
            own.Length + more.Length,
            threshold,
            Share(own, unseen, one => one.IsRefused, threshold),
            Share(own, unseen, one => !one.IsRefused, threshold));
    }

    private static GuardWeights Fit(IEnumerable<GuardCase> written, GuardExample[] more, float shift, string dataSha256)
    {
        (float[] weights, float[] biases) = GuardRegression.Fit(
            [.. written.SelectMany(one => GuardExample.Of(one, Bits, WrittenWeight)), .. more], Bits);
        float scale = weights.Max(MathF.Abs) / sbyte.MaxValue;
        return new GuardWeights([.. weights.Select(weight => (sbyte)MathF.Round(weight / scale))], biases, scale, shift, dataSha256);
    }

    // Between the harmless cases that may be refused and the rest, as far down as it can be.
    private static double Threshold(GuardCase[] cases, double[] logOdds)
    {
        double[] harmless = [.. cases.Zip(logOdds).Where(pair => !pair.First.IsRefused).Select(pair => pair.Second).OrderDescending()];
        int allowed = (int)(harmless.Length * MaxOverRefusal);
        double above = cases.Zip(logOdds).Where(pair => pair.First.IsRefused && pair.Second > harmless[allowed]).Select(pair => pair.Second).DefaultIfEmpty(harmless[allowed]).Min();
        return (harmless[allowed] + above) / 2;
    }

    private static double Share(GuardCase[] cases, double[] logOdds, Func<GuardCase, bool> which, double threshold)
    {
        (GuardCase First, double Second)[] chosen = [.. cases.Zip(logOdds).Where(pair => which(pair.First))];
        return (double)chosen.Count(pair => pair.Second >= threshold) / chosen.Length;
    }

    private static double LogOdds(double probability) => Math.Log(Math.Max(probability, 1e-12) / Math.Max(1 - probability, 1e-12));
}
