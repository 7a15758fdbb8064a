using FinCluster.Audit.Keys;

namespace FinCluster.Audit.Writing;

/// <summary>How a log is written.</summary>
public sealed record AuditLogOptions
{
    private const int LeastSegmentBytes = 4096;

    /// <summary>Gets the folder of the log. It is made when it is missing; several processes may write to one.</summary>
    public required string Folder { get; init; }

    /// <summary>Gets what the writer is called, such as the gateway's name. Its folder is this and eight random characters.</summary>
    public string Name { get; init; } = "gateway";

    /// <summary>Gets the folder of the master key and the signing key; null is the folder of the log with <c>-keys</c> behind its name.</summary>
    public string? KeyFolder { get; init; }

    /// <summary>Gets the size at which a segment ends; default 64 MiB, from 4 KiB to 1 GiB. The last commit may take it over, by as much as may wait.</summary>
    public long SegmentBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Gets after how many events a head is signed; default 1000, from 1.</summary>
    public int HeadEvents { get; init; } = 1000;

    /// <summary>Gets after what time a head is signed when there are events that none vouches for; default 5 s.</summary>
    public TimeSpan HeadInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets how many events may wait to be written; default 65536, from 1. One more is refused.</summary>
    public int MaxQueuedEvents { get; init; } = 65_536;

    /// <summary>Gets how many bytes may wait to be written; default 64 MiB. An event that is larger still fits in when none waits.</summary>
    public long MaxQueuedBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Gets when writing is tried again after it failed; default 1 s.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    internal Func<string, IAuditFile> OpenFile { get; init; } = AuditFile.Open;

    /// <summary>Gets the keys of the log.</summary>
    public AuditKeys Keys => new(KeyFolder ?? AuditKeys.DefaultFolder(Folder));

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Folder);
        ArgumentException.ThrowIfNullOrWhiteSpace(Name);
        ArgumentOutOfRangeException.ThrowIfLessThan(SegmentBytes, LeastSegmentBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(SegmentBytes, 1024L * 1024 * 1024);
        ArgumentOutOfRangeException.ThrowIfLessThan(HeadEvents, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(HeadInterval, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxQueuedEvents, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxQueuedBytes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(RetryDelay, TimeSpan.Zero);
    }
}
