namespace FinCluster.Simulation.Demand;

/// <summary>How a day differs from what the calendar and the past say.</summary>
/// <param name="IsClosed">Nobody trades.</param>
/// <param name="Factor">How many times as much is asked.</param>
public readonly record struct DaySurprise(bool IsClosed, double Factor)
{
    /// <summary>A day as expected.</summary>
    public static readonly DaySurprise None = new(false, 1);
}
