namespace FinCluster.Core.Admission;

/// <summary>How many slots tenants that have their part already leave free for those that have not. Guarded by the queue's lock.</summary>
/// <remarks>
/// As many as it takes: when a request within its tenant's part has to wait, there is one more; when 400 in a row have not, there are
/// fewer. So about one in 400 waits, whatever the load is like. A few suffice, also in a large fleet, because a slot that is taken from them
/// is replaced by the next answer that ends. Never is more than half of the capacity kept free.
/// </remarks>
internal sealed class Headroom
{
    private const int CalmRequests = 400;
    private const int FirstSlots = 4;

    private int? _slots;
    private int _calm;
    private TimeSpan? _grown;

    /// <summary>Gets the slots that stay free.</summary>
    /// <param name="slots">All slots, 1 or more.</param>
    public int Of(int slots) => Math.Min(_slots ?? Math.Clamp(slots / 4, 1, FirstSlots), slots / 2);

    /// <summary>Notes a request of a tenant that has less than its part.</summary>
    /// <param name="waits">Whether it has to wait.</param>
    /// <param name="slots">All slots, 1 or more.</param>
    /// <param name="now">The time.</param>
    /// <param name="answerTime">How long answers take. A change has no effect before those that run have ended, so the next one waits for that.</param>
    public void OnRequest(bool waits, int slots, TimeSpan now, TimeSpan answerTime)
    {
        int free = Of(slots);
        if (!waits)
        {
            if (++_calm >= CalmRequests)
            {
                (_slots, _calm) = (Math.Max(1, free - Math.Max(1, free / 4)), 0);
            }

            return;
        }

        _calm = 0;
        if (_grown is not { } grown || now - grown >= answerTime)
        {
            (_slots, _grown) = (free + 1, now);
        }
    }
}
