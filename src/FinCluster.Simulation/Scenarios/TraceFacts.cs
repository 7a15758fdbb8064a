using FinCluster.Simulation.Demand;

namespace FinCluster.Simulation.Scenarios;

/// <summary>The demand of each minute of some days: what a clairvoyant would know.</summary>
internal sealed class TraceFacts
{
    /// <param name="trace">What is asked.</param>
    /// <param name="start">When the first day begins.</param>
    /// <param name="days">How many days.</param>
    public TraceFacts(IDemandTrace trace, DateTimeOffset start, int days)
    {
        MostPerSecond = new double[days * 1440];
        double[] rates = new double[86_400];
        for (int day = 0; day < days; day++)
        {
            trace.Fill(start.AddDays(day), rates);
            for (int minute = 0; minute < 1440; minute++)
            {
                double most = 0;
                foreach (double rate in rates.AsSpan(minute * 60, 60))
                {
                    most = Math.Max(most, rate);
                    Requests += rate;
                }

                MostPerSecond[(day * 1440) + minute] = most;
            }
        }
    }

    /// <summary>Gets the largest requests per second of each minute.</summary>
    public double[] MostPerSecond { get; }

    /// <summary>Gets the requests that are expected of all days.</summary>
    public double Requests { get; }
}
