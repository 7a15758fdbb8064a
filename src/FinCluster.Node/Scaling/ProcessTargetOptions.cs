using FinCluster.Core.Scaling.Plans;

namespace FinCluster.Node.Scaling;

/// <summary>How node processes of pools are started on this machine.</summary>
public sealed record ProcessTargetOptions
{
    /// <summary>Gets the program.</summary>
    public required string FileName { get; init; }

    /// <summary>Gets the arguments of a node of a pool with a name.</summary>
    public required Func<PoolPlan, string, IReadOnlyList<string>> Arguments { get; init; }

    /// <summary>Gets the folder of the record of processes and of their logs. Of one scaler alone.</summary>
    public required string Folder { get; init; }

    /// <summary>Gets what the names of nodes begin with, so that those of two machines differ.</summary>
    public required string NamePrefix { get; init; }

    /// <summary>Gets the environment variables that nodes do not get: secrets that are not their business.</summary>
    public IReadOnlyList<string> WithheldVariables { get; init; } = [];

    /// <summary>Gets how long beyond the pool's drain time a node may take to end before it is killed.</summary>
    /// <value>Default 15 seconds.</value>
    public TimeSpan DrainGrace { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Gets how long a node must have run for the next one to be started at once when it ends.</summary>
    /// <value>Default 30 seconds.</value>
    public TimeSpan StableAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets the longest pause before a pool whose nodes keep ending gets the next one.</summary>
    /// <value>Default 30 seconds.</value>
    public TimeSpan MaxRestartDelay { get; init; } = TimeSpan.FromSeconds(30);
}
