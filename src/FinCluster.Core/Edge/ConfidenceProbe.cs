using FinCluster.Core.Engine;

namespace FinCluster.Core.Edge;

/// <summary>
/// The second stage of the decision: watches the first tokens of the edge model's own answer, held back from the client meanwhile, and says whether to keep it. It is made
/// when the request is sent, and decides within <see cref="ProbeThresholds.MaxTokens"/> and <see cref="ProbeThresholds.MaxMilliseconds"/>.
/// </summary>
/// <remarks>Used by one thread at a time. What is decided stays decided. It allocates nothing.</remarks>
/// <param name="thresholds">The limits.</param>
/// <param name="time">The clock.</param>
public sealed class ConfidenceProbe(ProbeThresholds thresholds, TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();
    private ProbeVerdict _verdict;
    private int _tokens;
    private int _entropies;
    private double _sum;
    private double _entropySum;

    /// <summary>Gets how long the probe may still wait; zero when it has decided.</summary>
    public TimeSpan TimeLeft
    {
        get
        {
            TimeSpan left = TimeSpan.FromMilliseconds(thresholds.MaxMilliseconds) - time.GetElapsedTime(_start);
            return _verdict.Outcome != ProbeOutcome.Undecided || left < TimeSpan.Zero ? TimeSpan.Zero : left;
        }
    }

    /// <summary>Takes in a token of the answer.</summary>
    public ProbeVerdict Observe(TokenLogProbs token)
    {
        ArgumentNullException.ThrowIfNull(token);
        Span<float> top = stackalloc float[Math.Min(token.Top.Count, 32)];
        for (int i = 0; i < top.Length; i++)
        {
            top[i] = token.Top[i].LogProb;
        }

        return Observe(token.Drawn.LogProb, top);
    }

    /// <summary>Takes in a token of the answer.</summary>
    /// <param name="logProb">Its log probability; what is no number counts as improbable.</param>
    /// <param name="top">The log probabilities of the most probable tokens at its place, best first; empty when they are not known.</param>
    public ProbeVerdict Observe(double logProb, ReadOnlySpan<float> top)
    {
        if (_verdict.Outcome != ProbeOutcome.Undecided)
        {
            return _verdict;
        }

        _tokens++;
        _sum += logProb;
        if (top.Length > 1)
        {
            _entropySum += Entropy(top);
            _entropies++;
        }

        if (!(logProb >= thresholds.MinLogProb))
        {
            return Decide(ProbeOutcome.FallThrough, ProbeReason.ImprobableToken, logProb);
        }

        if (_tokens == 1 && top.Length > 1 && top[0] - top[1] < thresholds.MinFirstMargin)
        {
            return Decide(ProbeOutcome.FallThrough, ProbeReason.CloseFirstToken, top[0] - top[1]);
        }

        return _tokens >= thresholds.MaxTokens ? Judge() : Check();
    }

    /// <summary>Decides by what was seen when the time is over; for whoever waited for a token for <see cref="TimeLeft"/>.</summary>
    public ProbeVerdict Check() => _verdict.Outcome == ProbeOutcome.Undecided && TimeLeft == TimeSpan.Zero ? Judge() : _verdict with { Tokens = _tokens };

    /// <summary>Decides by what was seen, because the answer has ended.</summary>
    public ProbeVerdict Complete() => _verdict.Outcome == ProbeOutcome.Undecided ? Judge() : _verdict;

    private ProbeVerdict Judge()
    {
        if (_tokens == 0)
        {
            return Decide(ProbeOutcome.FallThrough, ProbeReason.NoToken, 0);
        }

        double mean = _sum / _tokens;
        double entropy = _entropies == 0 ? 0 : _entropySum / _entropies;
        return mean < thresholds.MinMeanLogProb ? Decide(ProbeOutcome.FallThrough, ProbeReason.LowMean, mean)
            : entropy > thresholds.MaxMeanEntropy ? Decide(ProbeOutcome.FallThrough, ProbeReason.HighEntropy, entropy)
            : Decide(ProbeOutcome.Keep, ProbeReason.Sure, mean);
    }

    private ProbeVerdict Decide(ProbeOutcome outcome, ProbeReason reason, double value) => _verdict = new ProbeVerdict(outcome, reason, value, _tokens);

    // What the alternatives leave is counted as one more of them, so that the entropy is never above the true one.
    internal static double Entropy(ReadOnlySpan<float> top)
    {
        double entropy = 0;
        double rest = 1;
        foreach (float logProb in top)
        {
            double p = Math.Exp(logProb);
            entropy -= p > 0 ? p * logProb : 0;
            rest -= p;
        }

        return rest > 1e-9 ? entropy - (rest * Math.Log(rest)) : entropy;
    }
}
