using FinCluster.Core.Edge.Reading;
using FinCluster.Core.Edge.Signals;
using FinCluster.Core.Fleet;

namespace FinCluster.Core.Edge;

/// <summary>
/// Decides, before any model computes, whether the edge model answers or the request falls through to central: signals over the request, a logistic model over
/// the signals, a threshold.
/// </summary>
/// <remarks>Immutable, so thread-safe. A decision allocates its result alone.</remarks>
public sealed class EdgeDecider
{
    private const int MaxReasons = 4;

    private readonly QuestionReader _reader;
    private readonly double[] _weights;
    private readonly EdgeWeights _learned;

    /// <summary>Makes a decider.</summary>
    /// <param name="weights">The learned weights; a signal without a weight counts 0.</param>
    /// <param name="glossary">What the edge model was taught.</param>
    public EdgeDecider(EdgeWeights weights, EdgeGlossary glossary)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(glossary);
        _learned = weights;
        _reader = new QuestionReader(glossary);
        _weights = [.. EdgeSignals.All.Select(signal => weights.Weights.GetValueOrDefault(signal.Name))];
    }

    /// <summary>Decides.</summary>
    public EdgeDecision Decide(EdgeRequest request)
    {
        _reader.Read(request, out QuestionReading reading);
        Span<double> values = stackalloc double[EdgeSignals.All.Length];
        double logOdds = _learned.Bias;
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = EdgeSignals.All[i].Value(reading);
            logOdds += _weights[i] * values[i];
        }

        double probability = 1 / (1 + Math.Exp(-logOdds));
        NodeTier tier = probability >= _learned.Threshold ? NodeTier.Edge : NodeTier.Central;
        return new EdgeDecision(tier, probability, _learned.Threshold, reading.Line, Strongest(values, tier));
    }

    private EdgeReason[] Strongest(ReadOnlySpan<double> values, NodeTier tier)
    {
        Span<int> best = stackalloc int[MaxReasons];
        int count = 0;
        double sign = tier == NodeTier.Edge ? 1 : -1;
        for (int i = 0; i < values.Length; i++)
        {
            double pull = sign * _weights[i] * values[i];
            if (pull <= 0)
            {
                continue;
            }

            int place = count;
            while (place > 0 && sign * _weights[best[place - 1]] * values[best[place - 1]] < pull)
            {
                if (place < MaxReasons)
                {
                    best[place] = best[place - 1];
                }

                place--;
            }

            if (place < MaxReasons)
            {
                best[place] = i;
                count = Math.Min(MaxReasons, count + 1);
            }
        }

        var reasons = new EdgeReason[count];
        for (int i = 0; i < count; i++)
        {
            reasons[i] = new EdgeReason(EdgeSignals.All[best[i]].Name, values[best[i]], _weights[best[i]] * values[best[i]]);
        }

        return reasons;
    }
}
