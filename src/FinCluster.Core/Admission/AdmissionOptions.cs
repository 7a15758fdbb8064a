using System.ComponentModel.DataAnnotations;

namespace FinCluster.Core.Admission;

/// <summary>How requests wait for capacity.</summary>
public sealed class AdmissionOptions
{
    /// <summary>Gets or sets how many requests for one model may wait before further ones are refused.</summary>
    /// <value>Default 1,024. Range 1 to 65,536.</value>
    [Range(1, 65_536)]
    public int MaxQueuedRequests { get; set; } = 1_024;

    /// <summary>Gets or sets how long a request may wait for capacity before it is refused.</summary>
    /// <value>Default 30 seconds. Range 10 milliseconds to 50 seconds, less than the lease of a session's writer.</value>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:00:50")]
    public TimeSpan MaxQueueTime { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets how many requests are sent to the nodes for each that they compute at once.</summary>
    /// <value>
    /// Default 1.25: a few wait in the nodes, so that none idles while the end of an answer travels back. Range 0.1 to 100. What waits in a node has no
    /// class and no share any more.
    /// </value>
    [Range(0.1, 100)]
    public double CapacityFactor { get; set; } = 1.25;

    /// <summary>Gets or sets how many slots tenants that have their part leave free for those that have not, while several ask.</summary>
    /// <value>
    /// Default 4, in a gateway's part of the nodes, and never more than a quarter of it. Range 0 to 65,536; 0 keeps nothing free. A slot that is taken from
    /// them is replaced by the next answer that ends, so a few suffice, also in a large fleet.
    /// </value>
    [Range(0, 65_536)]
    public int Headroom { get; set; } = 4;

    /// <summary>Gets or sets the capacity that is assumed for a model while no node that serves it has ever been seen ready.</summary>
    /// <value>Default 16 streams. Range 1 to 65,536.</value>
    [Range(1, 65_536)]
    public int UnknownCapacity { get; set; } = 16;

    /// <summary>Gets or sets the tokens that are reserved for the answer to a request which sets no limit.</summary>
    /// <value>Default 512. Range 1 to 1,000,000. What is really generated is charged when the answer is complete.</value>
    [Range(1, 1_000_000)]
    public int DefaultOutputTokens { get; set; } = 512;

    /// <summary>Gets or sets how long a reservation outlives a gateway that died.</summary>
    /// <value>Default 30 seconds; it is renewed three times as often. Range 1 second to 1 hour.</value>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan ReservationLease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets how many of some slots are kept free.</summary>
    public int HeadroomOf(int slots) => Math.Min(Headroom, slots / 4);
}
