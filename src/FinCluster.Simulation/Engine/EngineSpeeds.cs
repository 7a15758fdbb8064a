using System.Collections.Immutable;

namespace FinCluster.Simulation.Engine;

/// <summary>How fast a replica is with each number of answers, between the measured numbers in a straight line. Immutable.</summary>
public sealed class EngineSpeeds
{
    private readonly double[] _tokenSeconds;
    private readonly double[] _promptTokenSeconds;

    /// <param name="profile">What was measured.</param>
    public EngineSpeeds(EngineProfile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        Sequences = profile.Sequences;
        _tokenSeconds = new double[Sequences + 1];
        _promptTokenSeconds = new double[Sequences + 1];
        for (int n = 1; n <= Sequences; n++)
        {
            _tokenSeconds[n] = Between(profile.Measured, n, one => TokenSecondsOf(profile, one));
            _promptTokenSeconds[n] = Between(profile.Measured, n, one => one.FirstTokenSeconds / profile.PromptTokens);
        }
    }

    /// <summary>Gets how many answers a replica computes at a time.</summary>
    public int Sequences { get; }

    /// <summary>Gets the time from one token of an answer to its next one, in seconds, with a number of answers.</summary>
    public double TokenSeconds(int sequences) => _tokenSeconds[sequences];

    /// <summary>Gets the time to compute a prompt, in seconds, with a number of answers, this one included.</summary>
    public double PrefillSeconds(int sequences, int promptTokens) => _promptTokenSeconds[sequences] * promptTokens;

    /// <summary>Gets the output tokens per second of a replica that has a number of answers all the time.</summary>
    /// <param name="sequences">How many.</param>
    /// <param name="promptTokens">The mean prompt.</param>
    /// <param name="outputTokens">The mean answer.</param>
    public double TokensPerSecond(int sequences, double promptTokens, double outputTokens) =>
        sequences * outputTokens / ((_promptTokenSeconds[sequences] * promptTokens) + ((outputTokens - 1) * _tokenSeconds[sequences]));

    // An answer of N tokens took its first token's time and N-1 more, and so many answers together gave the measured rate.
    private static double TokenSecondsOf(EngineProfile profile, EngineMeasurement one) =>
        ((one.Sequences * profile.AnswerTokens / one.TokensPerSecond) - one.FirstTokenSeconds) / (profile.AnswerTokens - 1);

    private static double Between(ImmutableArray<EngineMeasurement> measured, int sequences, Func<EngineMeasurement, double> value)
    {
        int above = 0;
        while (measured[above].Sequences < sequences)
        {
            above++;
        }

        if (above == 0 || measured[above].Sequences == sequences)
        {
            return value(measured[above]);
        }

        EngineMeasurement low = measured[above - 1];
        double share = (double)(sequences - low.Sequences) / (measured[above].Sequences - low.Sequences);
        return (value(low) * (1 - share)) + (value(measured[above]) * share);
    }
}
