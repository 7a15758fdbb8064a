using FinCluster.Audit.Format;

namespace FinCluster.Audit.Writing;

/// <summary>Where a writer goes on.</summary>
/// <param name="Segment">The segment that is written; 0 when there is none yet.</param>
/// <param name="Length">How many bytes of it hold.</param>
/// <param name="Last">The last record.</param>
/// <param name="Time">When that was written.</param>
/// <param name="Unsigned">How many events no head vouches for.</param>
internal readonly record struct WriterState(int Segment, long Length, ChainPlace Last, long Time, int Unsigned)
{
    /// <summary>Says whether a record goes on from here: by its number, hash and time, and by its own hash.</summary>
    public bool IsFollowedBy(RecordView record) =>
        record.Sequence == Last.Sequence + 1 && record.Previous.SequenceEqual(Last.Hash) && record.Time >= Time && record.IsIntact();
}
