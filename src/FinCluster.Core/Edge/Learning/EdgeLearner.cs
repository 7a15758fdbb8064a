using FinCluster.Core.Edge.Reading;
using FinCluster.Core.Edge.Signals;

namespace FinCluster.Core.Edge.Learning;

/// <summary>Learns <see cref="EdgeWeights"/> from labelled prompts. Deterministic: the same prompts give the same weights.</summary>
public static class EdgeLearner
{
    // Weights are written with so many decimals that the last digits of a machine's exponential function cannot show.
    private const int Decimals = 4;

    private static readonly double[] Strengths = [0.1, 0.3, 1, 3, 10];

    private static readonly int[] Signs =
        [.. EdgeSignals.All.Select(signal => signal.Lean switch { SignalLean.Edge => 1, SignalLean.Central => -1, _ => 0 })];

    /// <summary>Learns from the prompts that are not held out.</summary>
    /// <param name="prompts">All prompts; refused ones are passed over.</param>
    /// <param name="glossary">What the edge model was taught.</param>
    /// <param name="probe">The probe's limits, which are learned elsewhere.</param>
    /// <param name="promptsSha256">What the prompts are named by.</param>
    /// <exception cref="FormatException">There are not enough prompts of both labels.</exception>
    public static EdgeWeights Learn(IReadOnlyList<LabelledPrompt> prompts, EdgeGlossary glossary, ProbeThresholds probe, string promptsSha256)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        LabelledPrompt[] learned = [.. prompts.Where(prompt => prompt.Label != PromptLabel.Refuse && !PromptSplit.IsHeldOut(prompt))];
        int edges = learned.Count(prompt => prompt.Label == PromptLabel.Edge);
        if (edges < Strengths.Length || learned.Length - edges < Strengths.Length || learned.Select(PromptSplit.Fold).Distinct().Count() < PromptSplit.Folds)
        {
            throw new FormatException("there are too few prompts to learn from, of edge or of central");
        }

        var reader = new QuestionReader(glossary);
        double[][] rows = [.. learned.Select(prompt => Features(reader, prompt.Request))];
        bool[] labels = [.. learned.Select(prompt => prompt.Label == PromptLabel.Edge)];
        int[] folds = [.. learned.Select(PromptSplit.Fold)];

        // Settings are chosen by prompts that the fit has not seen, and never by those that are held out.
        (double l2, double[] unseen) = Strengths
            .Select(strength => (Strength: strength, Unseen: CrossFit(rows, labels, folds, strength)))
            .MinBy(one => LogLoss(one.Unseen, labels));
        double[] weights = LogisticRegression.Fit(rows, labels, Signs, l2);
        return new EdgeWeights
        {
            Version = 1,
            Weights = EdgeSignals.All.Select((signal, i) => (signal.Name, Weight: Math.Round(weights[i], Decimals)))
                .ToDictionary(one => one.Name, one => one.Weight, StringComparer.Ordinal),
            Bias = Math.Round(weights[^1], Decimals),
            Threshold = Math.Round(ThresholdChooser.Choose(unseen, labels), Decimals),
            Probe = probe,
            PromptsSha256 = promptsSha256,
        };
    }

    private static double[] Features(QuestionReader reader, EdgeRequest request)
    {
        reader.Read(request, out QuestionReading reading);
        double[] values = new double[EdgeSignals.All.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = EdgeSignals.All[i].Value(reading);
        }

        return values;
    }

    private static double[] CrossFit(double[][] rows, bool[] labels, int[] folds, double l2)
    {
        double[] unseen = new double[rows.Length];
        for (int fold = 0; fold < PromptSplit.Folds; fold++)
        {
            int[] seen = [.. Enumerable.Range(0, rows.Length).Where(i => folds[i] != fold)];
            double[] weights = LogisticRegression.Fit([.. seen.Select(i => rows[i])], [.. seen.Select(i => labels[i])], Signs, l2);
            for (int i = 0; i < rows.Length; i++)
            {
                unseen[i] = folds[i] == fold ? LogisticRegression.Probability(weights, rows[i]) : unseen[i];
            }
        }

        return unseen;
    }

    private static double LogLoss(double[] probabilities, bool[] labels) =>
        probabilities.Select((p, i) => -Math.Log(Math.Max(1e-12, labels[i] ? p : 1 - p))).Sum();
}
