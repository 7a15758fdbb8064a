using System.Net;
using StackExchange.Redis;

namespace FinCluster.Cluster.Orleans.Silo;

/// <summary>What a silo does in the cluster.</summary>
public enum SiloRole
{
    /// <summary>A gateway: it keeps sessions, tenants and the fleet. At least one must run, three for a cluster that loses one.</summary>
    Control,

    /// <summary>A node, or a tool: it asks the others and keeps nothing, so it may end at any time.</summary>
    Guest,
}

/// <summary>How a process takes part in the cluster.</summary>
public sealed record OrleansOptions
{
    /// <summary>Gets how to reach the Redis under the cluster. Calls should fail at once while it is away, for silos try again themselves.</summary>
    public required ConfigurationOptions Redis { get; init; }

    /// <summary>Gets the name that the cluster's keys carry, so that several clusters can share one Redis.</summary>
    public string ClusterName { get; init; } = "default";

    /// <summary>Gets what this process does.</summary>
    public required SiloRole Role { get; init; }

    /// <summary>Gets where other silos reach this one; port 0 takes a free one.</summary>
    /// <value>Default 127.0.0.1:0: all on this machine.</value>
    public IPEndPoint Address { get; init; } = new(IPAddress.Loopback, 0);

    /// <summary>Gets how long a call may take with all its attempts.</summary>
    /// <value>Default 5 seconds: longer than the cluster needs to notice that a silo is gone and to go on elsewhere.</value>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets how long one attempt of a call may take.</summary>
    /// <value>Default 2 seconds.</value>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Gets how long a node's announcement holds unless it is repeated.</summary>
    /// <value>
    /// Default 5 seconds: longer than the fleet's grain needs to go on elsewhere when its silo ends. A node that dies is noticed sooner, by the gateways'
    /// own streams to it.
    /// </value>
    public TimeSpan AnnouncementLifetime { get; init; } = TimeSpan.FromSeconds(5);
}
