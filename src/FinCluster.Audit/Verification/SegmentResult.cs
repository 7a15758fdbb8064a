using FinCluster.Audit.Format;

namespace FinCluster.Audit.Verification;

/// <summary>What one segment says by itself.</summary>
internal sealed class SegmentResult
{
    /// <summary>Gets the header; null when there is none.</summary>
    public SegmentHeader? Header { get; init; }

    public FaultList Faults { get; } = new();

    public IList<DayRange> Days { get; } = [];

    public long Records { get; set; }

    public long Heads { get; set; }

    public long Bytes { get; set; }

    /// <summary>Gets or sets how many records lie behind the last head.</summary>
    public long Unsigned { get; set; }

    /// <summary>Gets or sets the last record.</summary>
    public ChainPlace Last { get; set; }

    public ScanEnd End { get; set; }

    /// <summary>Gets or sets where the last whole record ends.</summary>
    public long EndOffset { get; set; }

    /// <summary>Gets or sets how many bytes lie behind it.</summary>
    public long RestBytes { get; set; }
}
