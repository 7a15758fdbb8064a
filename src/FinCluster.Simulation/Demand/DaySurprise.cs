namespace FinCluster.Simulation.Demand;

/// <summary>How a day differs from what the calendar and the past say, from its bell on: nothing before tells of it.</summary>
/// <param name="IsClosed">Nobody trades.</param>
/// <param name="Factor">How many times as much is asked.</param>
/// <param name="FromMinute">The minute of the day from which that holds.</param>
public readonly record struct DaySurprise(bool IsClosed, double Factor, int FromMinute)
{
    /// <summary>A day as expected.</summary>
    public static readonly DaySurprise None = new(false, 1, 1440);
}
