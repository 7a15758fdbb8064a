using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace FinCluster.Core.Scaling.Plans;

/// <summary>What decides how many replicas a pool has.</summary>
public enum PolicyKind
{
    /// <summary>The market calendar, what was learned of its phases, and what is asked now.</summary>
    Calendar,

    /// <summary>What is asked now, alone.</summary>
    Reactive,

    /// <summary>Times of the day.</summary>
    Schedule,

    /// <summary>Always the most.</summary>
    Static,
}

/// <summary>A pool of alike replicas and what it is for. Rates are output tokens per second.</summary>
public sealed record PoolPlan
{
    /// <summary>Gets the pool's name: letters, digits, <c>-</c>, <c>_</c> and <c>.</c>, at most 63.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the model whose demand the pool serves, as gateways post it.</summary>
    public required string Model { get; init; }

    /// <summary>Gets the model by which the nodes of the pool are known; null for <see cref="Model"/>, which may also be an alias that they serve.</summary>
    public string? NodeModel { get; init; }

    /// <summary>Gets the venues whose investors ask, the most important first; none for a pool that no market moves.</summary>
    public ImmutableArray<string> Venues { get; init; } = [];

    /// <summary>Gets the fewest replicas; 0 lets the pool be empty while nobody asks.</summary>
    public int MinReplicas { get; init; } = 1;

    /// <summary>Gets the most replicas.</summary>
    public required int MaxReplicas { get; init; }

    /// <summary>Gets the replicas that are ready beyond those that are needed.</summary>
    public int WarmReplicas { get; init; }

    /// <summary>Gets what a replica generates while its answers still begin in time.</summary>
    public required double TokensPerSecond { get; init; }

    /// <summary>Gets the share of that which is planned for.</summary>
    /// <value>Above 0, at most 1.</value>
    public double TargetUtilization { get; init; } = 0.8;

    /// <summary>Gets the least that a forecast is raised by; what was learned of its errors may raise it more.</summary>
    public double SafetyShare { get; init; } = 0.15;

    /// <summary>Gets the time to the first token that 99 % of requests are promised, in seconds.</summary>
    public double TtftSeconds { get; init; } = 1;

    /// <summary>Gets the time from asking for a replica until it takes requests, in seconds, until it has been measured.</summary>
    public double StartSeconds { get; init; } = 60;

    /// <summary>Gets the time a replica takes to hand over its sessions and end, in seconds.</summary>
    public double DrainSeconds { get; init; } = 30;

    /// <summary>Gets how long before it is needed capacity is ready, in seconds.</summary>
    public double ReadyBeforeSeconds { get; init; } = 60;

    /// <summary>Gets for how long the pool is not made smaller after it was made larger, in seconds.</summary>
    public double SettleSeconds { get; init; } = 300;

    /// <summary>Gets in which time a backlog is worked off, in seconds.</summary>
    public double ClearSeconds { get; init; } = 10;

    /// <summary>Gets the most replicas that are added at once; 0 for no limit.</summary>
    public int MaxStepUp { get; init; }

    /// <summary>Gets the most replicas that are taken away at once; 0 for no limit.</summary>
    public int MaxStepDown { get; init; }

    /// <summary>Gets the mean demand of a day before anything was learned.</summary>
    public double BaseTokensPerSecond { get; init; }

    /// <summary>Gets what a replica costs in an hour, in any currency.</summary>
    public double CostPerHour { get; init; }

    /// <summary>Gets what the pool may cost in an hour; null for no limit.</summary>
    public double? MaxCostPerHour { get; init; }

    /// <summary>Gets what decides.</summary>
    public PolicyKind Policy { get; init; }

    /// <summary>Gets the entries of <see cref="PolicyKind.Schedule"/>.</summary>
    public ImmutableArray<ScheduleEntry> Schedule { get; init; } = [];

    /// <summary>Gets the mean length of an answer until one has ended, in output tokens.</summary>
    public double TokensPerAnswer { get; init; } = 64;

    /// <summary>Gets the workload in Kubernetes; null where there is none.</summary>
    public KubernetesWorkload? Kubernetes { get; init; }

    /// <summary>Gets the arguments of <c>fincluster node</c> for a process on this machine, without <c>--cluster</c> and <c>--name</c>.</summary>
    public ImmutableArray<string> NodeArguments { get; init; } = [];

    /// <summary>Gets the most replicas that the cost allows, too.</summary>
    [JsonIgnore]
    public int AffordableReplicas => MaxCostPerHour is { } most && CostPerHour > 0
        ? (int)Math.Min(MaxReplicas, Math.Floor(most / CostPerHour))
        : MaxReplicas;

    /// <summary>Counts the replicas that a demand needs.</summary>
    /// <param name="tokensPerSecond">The demand; up to a hundredth of a replica's share counts as none.</param>
    public int ReplicasFor(double tokensPerSecond)
    {
        double replicas = tokensPerSecond / (TokensPerSecond * TargetUtilization);
        return replicas <= 0.01 ? 0 : (int)Math.Min(int.MaxValue / 2, Math.Ceiling(replicas - 1e-9));
    }
}

/// <summary>How many replicas there are from a time of the day on.</summary>
/// <param name="From">The time, in the zone of the pool's first venue; UTC without one.</param>
/// <param name="Replicas">How many.</param>
public sealed record ScheduleEntry(TimeOnly From, int Replicas)
{
    /// <summary>Gets the days of the week on which it begins; all when empty.</summary>
    public ImmutableArray<DayOfWeek> Days { get => field.IsDefault ? [] : field; init; }
}

/// <summary>What the <c>/scale</c> subresource belongs to.</summary>
/// <param name="Kind"><c>StatefulSet</c> or <c>Deployment</c>.</param>
/// <param name="Name">Its name.</param>
public sealed record KubernetesWorkload(string Kind, string Name)
{
    /// <summary>Gets its namespace; null for that of the scaler.</summary>
    public string? Namespace { get; init; }
}
