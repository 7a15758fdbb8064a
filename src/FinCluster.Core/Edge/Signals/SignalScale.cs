namespace FinCluster.Core.Edge.Signals;

/// <summary>Brings counts into the range 0 to 1.</summary>
internal static class SignalScale
{
    /// <summary>A count, 1 from <paramref name="full"/> on; 0 below zero.</summary>
    public static double Of(int count, int full) => Math.Clamp((double)count / full, 0, 1);

    /// <summary>How mixed two kinds are: 0 when there is one alone, 1 for halves.</summary>
    public static double Mix(int first, int second) => first + second == 0 ? 0 : 2.0 * Math.Min(first, second) / (first + second);
}
