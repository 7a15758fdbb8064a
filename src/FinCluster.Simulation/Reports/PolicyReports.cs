using FinCluster.Core.Scaling.Plans;
using FinCluster.Simulation.Cluster;
using FinCluster.Simulation.Measures;

namespace FinCluster.Simulation.Reports;

/// <summary>Sums up a run.</summary>
internal static class PolicyReports
{
    /// <summary>Gets a policy's name in reports.</summary>
    public static string NameOf(PolicyKind policy) => policy.ToString().ToLowerInvariant();

    /// <summary>Makes the report of a run.</summary>
    public static PolicyReport Of(PolicyKind policy, PoolOutcome outcome, PoolPlan pool, ReadOnlySpan<double> clairvoyant, ReadOnlySpan<bool> market)
    {
        MinuteSeries minutes = outcome.Minutes;
        long requests = minutes.Requests.Sum(count => (long)count);
        double hours = minutes.PaidSeconds.Sum() / 3600;
        double waste = 0;
        double worst = 1;
        (double ready, double marketReady, long marketTokens) = (0, 0, 0);
        for (int minute = 0; minute < minutes.Count; minute++)
        {
            waste += Math.Max(0, (minutes.PaidSeconds[minute] / 60) - clairvoyant[minute]) / 60;
            ready += minutes.ReadySeconds[minute];
            worst = minutes.Requests[minute] == 0 ? worst : Math.Min(worst, (double)minutes.InTime[minute] / minutes.Requests[minute]);
            if (market[minute])
            {
                marketReady += minutes.ReadySeconds[minute];
                marketTokens += minutes.OutputTokens[minute];
            }
        }

        return new PolicyReport
        {
            Policy = NameOf(policy),
            Requests = requests,
            Answers = outcome.Answers,
            Refused = outcome.Refused,
            InTime = outcome.InTime,
            SloShare = Share(outcome.InTime, requests),
            Goodput = outcome.InTime / (minutes.Count * 60.0),
            WorstMinuteSloShare = worst,
            TtftP50 = outcome.FirstTokens.Quantile(0.5),
            TtftP99 = outcome.FirstTokens.Quantile(0.99),
            MostQueued = outcome.MostQueued,
            ReplicaHours = hours,
            StartingHours = minutes.StartingSeconds.Sum() / 3600,
            Cost = hours * pool.CostPerHour,
            Utilization = Share(outcome.OutputTokens, ready * pool.TokensPerSecond),
            MarketUtilization = Share(marketTokens, marketReady * pool.TokensPerSecond),
            WasteHours = waste,
            ReadyBeforeBell = outcome.BellMargins.Count > 0 ? outcome.BellMargins.Min() : null,
            ScaleActions = outcome.ScaleActions,
        };
    }

    private static double Share(double part, double whole) => whole > 0 ? part / whole : 0;
}
