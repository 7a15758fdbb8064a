namespace FinCluster.Cluster.Redis.Fleet;

/// <summary>How quickly the fleet view follows the nodes.</summary>
public sealed record RedisFleetOptions
{
    /// <summary>Gets how long an announcement holds unless it is repeated.</summary>
    /// <value>Default 1.5 seconds.</value>
    public TimeSpan AnnouncementLifetime { get; init; } = TimeSpan.FromSeconds(1.5);

    /// <summary>Gets how often the fleet is read when no change is reported, and tried again when Redis is away.</summary>
    /// <value>Default 250 milliseconds. It bounds how late the end of a lease is seen.</value>
    public TimeSpan ResyncInterval { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Gets how long after an outage of Redis the nodes that were known before it are kept without an announcement.</summary>
    /// <value>
    /// Default 5 seconds: connections are made again within 1 second, the circuit breaker closes after half a second, the next
    /// announcement comes another half second later; the rest is room for a machine that is busy.
    /// </value>
    public TimeSpan GracePeriod { get; init; } = TimeSpan.FromSeconds(5);
}
