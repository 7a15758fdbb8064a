using System.ComponentModel.DataAnnotations;

namespace FinCluster.Gateway.Dispatch;

/// <summary>How the gateway carries an answer over the failure of a node.</summary>
public sealed class DispatchOptions
{
    /// <summary>Gets or sets how long an answer waits for a node that can begin or continue it.</summary>
    /// <value>Default 30 seconds. Range 100 milliseconds to 10 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan MaxOutage { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets how many nodes may fail under one answer before it is given up: it may be what makes them fail.</summary>
    /// <value>Default 3. Range 0 to 100.</value>
    [Range(0, 100)]
    public int MaxFailovers { get; set; } = 3;

    /// <summary>Gets or sets how long a node that could not be reached is left alone.</summary>
    /// <value>Default 250 milliseconds. Range 10 milliseconds to 10 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:00:10")]
    public TimeSpan RetryInterval { get; set; } = TimeSpan.FromMilliseconds(250);
}
