namespace FinCluster.Core.Fleet;

/// <summary>Knows which nodes are alive and what they serve.</summary>
/// <remarks>
/// All members may be called from any thread. <see cref="Current"/> never blocks and never goes back in version. What was
/// announced is lost when its announcer dies: at once when it was said in this process, after <see cref="AnnouncementLifetime"/>
/// otherwise. While the backend is away, <see cref="Current"/> stays as it was, and no node is lost by that alone.
/// </remarks>
public interface IFleet
{
    /// <summary>Gets the newest snapshot.</summary>
    FleetSnapshot Current { get; }

    /// <summary>
    /// Gets how long an announcement holds unless it is repeated; the announcer repeats it three times as often. Infinite when
    /// announcer and readers are one process.
    /// </summary>
    TimeSpan AnnouncementLifetime { get; }

    /// <summary>Adds a node, or replaces what is known of it.</summary>
    ValueTask AnnounceAsync(FleetNode node, CancellationToken cancellationToken);

    /// <summary>Removes a node. An unknown one is no error.</summary>
    ValueTask RemoveAsync(NodeId node, CancellationToken cancellationToken);

    /// <summary>Waits until the snapshot is newer than <paramref name="version"/> and returns it.</summary>
    Task<FleetSnapshot> WaitForChangeAsync(long version, CancellationToken cancellationToken);
}
