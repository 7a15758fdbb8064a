namespace FinCluster.Core.Scaling.Forecast;

/// <summary>How much is asked lately against what is usual: 1 on a usual day. One user at a time.</summary>
/// <remarks>
/// The quotient of what was seen and what was usual, both fading with the usual volume: at the open a few minutes suffice to know that a day is a large one, and a
/// night says little.
/// </remarks>
public sealed class LoadLevel
{
    private const double Lowest = 0.2;
    private const double Highest = 8;

    // A night is no sign of how the next day will begin.
    private const double ClosedWeight = 0.2;

    private double _seen;
    private double _usual;

    /// <summary>Gets the level.</summary>
    public double Value(double meanTokensPerSecond)
    {
        // An hour of the mean speaks for a usual day until more was seen.
        double doubt = Math.Max(meanTokensPerSecond, 1e-9) * 600;
        return Math.Clamp((_seen + doubt) / (_usual + doubt), Lowest, Highest);
    }

    /// <summary>Takes in what was seen for a while.</summary>
    /// <param name="tokensPerSecond">What was asked.</param>
    /// <param name="usual">What is usual then.</param>
    /// <param name="seconds">For how long.</param>
    /// <param name="meanTokensPerSecond">The mean demand of a day.</param>
    /// <param name="isClosed">Whether all markets are closed.</param>
    public void Observe(double tokensPerSecond, double usual, double seconds, double meanTokensPerSecond, bool isClosed)
    {
        double weight = isClosed ? ClosedWeight : 1;
        double memory = Math.Max(meanTokensPerSecond, 1e-9) * 1800;
        double fade = Math.Exp(-usual * seconds * weight / memory);
        _seen = (_seen * fade) + (tokensPerSecond * seconds * weight);
        _usual = (_usual * fade) + (usual * seconds * weight);
    }

    internal (double Seen, double Usual) Totals => (_seen, _usual);

    internal void Restore(double seen, double usual) => (_seen, _usual) = (seen, usual);
}
