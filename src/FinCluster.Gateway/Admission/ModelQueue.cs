using FinCluster.Core.Admission;
using FinCluster.Core.Routing.Views;

namespace FinCluster.Gateway.Admission;

/// <summary>The queue of one model, and how large this gateway's part of the model's nodes is. Thread-safe.</summary>
internal sealed class ModelQueue
{
    // Reports often show the moment between the end of a request and the beginning of the next. What others have is the most of several reports, of
    // which there are at least two in this time: else each gateway would take the other's room in every such moment and keep it.
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private readonly AdmissionOptions _options;
    private readonly RecentPeak _others = new(Window);

    public ModelQueue(AdmissionOptions options, TimeProvider time)
    {
        _options = options;
        Queue = new AdmissionQueue(options, new AdmissionCapacity(options.UnknownCapacity, long.MaxValue), time);
    }

    /// <summary>Gets the queue.</summary>
    public AdmissionQueue Queue { get; }

    /// <summary>Takes in what is known of the model's replicas. Without a ready node nothing changes.</summary>
    /// <param name="view">Gets the newest view.</param>
    /// <param name="gateways">How many gateways there are.</param>
    /// <param name="now">The time.</param>
    public void Follow(Func<ReplicaGroup> view, int gateways, TimeSpan now)
    {
        lock (_gate)
        {
            // Read under the lock: of two reports at once, the later capacity is the one that stays.
            ReplicaGroup group = view();
            if (group.Room.Streams > 0)
            {
                Queue.SetCapacity(CapacityOf(group.Room, gateways, _others.Add(group.Load.Foreign, now), group.Load.Own));
            }
        }
    }

    private AdmissionCapacity CapacityOf(GroupRoom room, int gateways, long others, long own)
    {
        int slots = (int)Math.Clamp(room.Streams, 1, int.MaxValue);
        int all = (int)Math.Clamp((long)(room.Streams * _options.CapacityFactor), 1, int.MaxValue);
        int part = CapacityShare.Of(all, gateways, others, own);

        // Reports do not say how many tokens others have admitted, so their streams stand for them.
        double tokens = room.Tokens * _options.CapacityFactor * part / all;
        return new AdmissionCapacity(part, Math.Max(1, (long)tokens))
        {
            Slots = Math.Min(part, CapacityShare.SlotsOf(slots, gateways, others, own, _options.HeadroomOf(slots / gateways))),
        };
    }
}
