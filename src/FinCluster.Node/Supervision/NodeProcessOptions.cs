using FinCluster.Core.Fleet;

namespace FinCluster.Node.Supervision;

/// <summary>How a supervisor starts and ends one node process.</summary>
public sealed record NodeProcessOptions
{
    /// <summary>Gets the name under which the node appears; a restart adds a number to it.</summary>
    public required string Name { get; init; }

    /// <summary>Gets whether it has a large model or a small one that answers first.</summary>
    public NodeTier Tier { get; init; }

    /// <summary>Gets the program.</summary>
    public required string FileName { get; init; }

    /// <summary>Gets its arguments.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>Gets the environment variables that the node does not get: secrets that are not its business.</summary>
    public IReadOnlyList<string> WithheldVariables { get; init; } = [];

    /// <summary>Gets where the lines go that the node writes.</summary>
    public required Action<string> Output { get; init; }

    /// <summary>Gets how long the node may take until it takes traffic.</summary>
    /// <value>Default 5 minutes: a large model comes from a slow disk.</value>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Gets how long a node may take to finish its answers when the supervisor stops.</summary>
    /// <value>Default 10 seconds: the gateway has drained before.</value>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets the longest pause before a node that keeps failing is started again.</summary>
    /// <value>Default 10 seconds.</value>
    public TimeSpan MaxRestartDelay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets how long a node must have served for its next restart to be immediate.</summary>
    /// <value>Default 5 seconds.</value>
    public TimeSpan StableAfter { get; init; } = TimeSpan.FromSeconds(5);
}
