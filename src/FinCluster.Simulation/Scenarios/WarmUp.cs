using FinCluster.Core.Scaling.Policies;
using FinCluster.Simulation.Demand;

namespace FinCluster.Simulation.Scenarios;

/// <summary>Lets a policy see the days before the measured ones, as it would have in production.</summary>
internal static class WarmUp
{
    // Forecasts learn means of minutes, so a quarter of one is fine enough.
    private const int TickSeconds = 15;

    public static void Learn(IScalingPolicy policy, SimulatedDays days, double outputTokens, ulong seed)
    {
        if (policy is not CalendarPolicy)
        {
            return;
        }

        var random = new SimulationRandom(seed, 5);
        double[] rates = new double[86_400];
        for (DateTimeOffset day = days.LearnFrom; day < days.Start; day = day.AddDays(1))
        {
            days.Usual.Fill(day, rates);
            for (int second = 0; second < rates.Length; second += TickSeconds)
            {
                double expected = 0;
                foreach (double rate in rates.AsSpan(second, TickSeconds))
                {
                    expected += rate;
                }

                double tokens = random.NextPoisson(expected) * outputTokens / TickSeconds;
                policy.Look(new ScalingInput
                {
                    Now = day.AddSeconds(second + TickSeconds),
                    Desired = 0,
                    Ready = 0,
                    TokensPerSecond = tokens,
                    RecentTokensPerSecond = tokens,
                    StartSeconds = 0,
                });
            }
        }
    }
}
