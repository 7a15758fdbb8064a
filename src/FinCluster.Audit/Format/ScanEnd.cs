namespace FinCluster.Audit.Format;

/// <summary>Why a segment has no more records.</summary>
internal enum ScanEnd
{
    /// <summary>The file ends behind a record.</summary>
    Whole,

    /// <summary>The file ends within a record.</summary>
    Torn,

    /// <summary>A record says a length that none has.</summary>
    BadLength,
}
