namespace FinCluster.Cluster.Orleans.Silo;

/// <summary>The clock of leases and buckets. Silos compare their readings, so their machines' clocks must agree within a small part of a lease.</summary>
/// <remarks>A type of its own, because the runtime takes its timers from the <see cref="TimeProvider"/> of the container.</remarks>
/// <param name="time">The time.</param>
internal sealed class GrainClock(TimeProvider time)
{
    /// <summary>Gets the time.</summary>
    public TimeProvider Time { get; } = time;
}
