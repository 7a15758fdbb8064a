using System.Collections.Immutable;
using FinCluster.Core.Market;

namespace FinCluster.Core.Scaling.Plans;

/// <summary>Says what is wrong with a pool's plan.</summary>
internal static class PoolPlanRules
{
    private const int MostReplicas = 100_000;
    private const double LongestSeconds = 86_400;

    /// <summary>Gets the first thing that is wrong; null for nothing.</summary>
    public static string? ErrorOf(PoolPlan pool, MarketCalendar calendar) => ErrorOfNames(pool, calendar) ?? ErrorOfCounts(pool) ?? ErrorOfNumbers(pool);

    private static string? ErrorOfNames(PoolPlan pool, MarketCalendar calendar)
    {
        if (pool.Name is not { Length: >= 1 and <= 63 } || !pool.Name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
        {
            return "name must have 1 to 63 letters, digits, '-', '_' or '.'";
        }

        if (string.IsNullOrWhiteSpace(pool.Model))
        {
            return "model is empty";
        }

        if (pool.Venues.IsDefault || pool.Schedule.IsDefault || pool.NodeArguments.IsDefault)
        {
            return "venues, schedule and nodeArguments must be lists";
        }

        if (pool.Venues.FirstOrDefault(code => code is null || !calendar.TryFind(code, out _)) is { } unknown)
        {
            return $"venue '{unknown}' is not in the calendar";
        }

        return pool.Kubernetes is { } workload && (workload.Kind is not ("StatefulSet" or "Deployment") || !IsLabel(workload.Name) || workload.Namespace is { } space && !IsLabel(space))
            ? "kubernetes needs the kind StatefulSet or Deployment and a name and a namespace of small letters, digits and '-'"
            : null;
    }

    private static string? ErrorOfCounts(PoolPlan pool) => pool switch
    {
        { MaxReplicas: < 1 or > MostReplicas } => $"maxReplicas must be between 1 and {MostReplicas}",
        { MinReplicas: < 0 } => "minReplicas must not be negative",
        _ when pool.MinReplicas > pool.MaxReplicas => "minReplicas is above maxReplicas",
        _ when pool.WarmReplicas < 0 || pool.WarmReplicas > pool.MaxReplicas => "warmReplicas must be between 0 and maxReplicas",
        { MaxStepUp: < 0 } or { MaxStepDown: < 0 } => "maxStepUp and maxStepDown must not be negative",
        _ when !Enum.IsDefined(pool.Policy) => "policy must be calendar, reactive, schedule or static",
        { Policy: PolicyKind.Calendar, Venues.IsEmpty: true } => "the policy calendar needs venues",
        { Policy: PolicyKind.Schedule, Schedule.IsEmpty: true } => "the policy schedule needs entries",
        _ when pool.Schedule.Any(entry => entry is null || entry.Days.IsDefault || entry.Days.Any(day => !Enum.IsDefined(day)) || entry.Replicas < 0 || entry.Replicas > pool.MaxReplicas) =>
            "an entry of the schedule has more replicas than maxReplicas, fewer than none, or a day that is none",
        _ => null,
    };

    private static string? ErrorOfNumbers(PoolPlan pool)
    {
        ImmutableArray<(string Name, double Value, double Least)> times =
        [
            ("ttftSeconds", pool.TtftSeconds, 0.001), ("startSeconds", pool.StartSeconds, 0), ("drainSeconds", pool.DrainSeconds, 0),
            ("readyBeforeSeconds", pool.ReadyBeforeSeconds, 0), ("settleSeconds", pool.SettleSeconds, 0), ("clearSeconds", pool.ClearSeconds, 0.1),
        ];
        foreach ((string name, double value, double least) in times)
        {
            if (!(value >= least && value <= LongestSeconds))
            {
                return $"{name} must be between {least} and {LongestSeconds}";
            }
        }

        return pool switch
        {
            _ when !(pool.TokensPerSecond > 0 && double.IsFinite(pool.TokensPerSecond)) => "tokensPerSecond must be above 0",
            _ when !(pool.TargetUtilization is > 0 and <= 1) => "targetUtilization must be above 0 and at most 1",
            _ when !(pool.SafetyShare is >= 0 and <= 10) => "safetyShare must be between 0 and 10",
            _ when !(pool.BaseTokensPerSecond >= 0 && double.IsFinite(pool.BaseTokensPerSecond)) => "baseTokensPerSecond must not be negative",
            _ when !(pool.TokensPerAnswer >= 1 && double.IsFinite(pool.TokensPerAnswer)) => "tokensPerAnswer must be at least 1",
            _ when !(pool.CostPerHour >= 0 && double.IsFinite(pool.CostPerHour)) => "costPerHour must not be negative",
            _ when pool.MaxCostPerHour is { } most && !(most >= 0 && double.IsFinite(most)) => "maxCostPerHour must not be negative",
            _ when pool.AffordableReplicas < pool.MinReplicas => "maxCostPerHour does not pay for minReplicas",
            _ => null,
        };
    }

    private static bool IsLabel(string? name) =>
        name is { Length: >= 1 and <= 253 } && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.') && name[0] != '-' && name[^1] != '-';
}
