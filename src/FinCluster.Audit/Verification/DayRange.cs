using FinCluster.Audit.Format;

namespace FinCluster.Audit.Verification;

/// <summary>The records of one day in one segment.</summary>
internal sealed class DayRange(DateOnly day, long first)
{
    private readonly ByteBuffer _hashes = new();

    public DateOnly Day { get; } = day;

    /// <summary>Gets the number of the first.</summary>
    public long First { get; } = first;

    /// <summary>Gets the number of the last.</summary>
    public long Last { get; private set; }

    /// <summary>Gets the hashes of all, one behind the other.</summary>
    public ReadOnlySpan<byte> Hashes => _hashes.Written;

    public ReadOnlySpan<byte> LastHash => Hashes[^RecordLayout.HashBytes..];

    public void Add(long sequence, ReadOnlySpan<byte> hash)
    {
        Last = sequence;
        _hashes.Add(hash);
    }
}
