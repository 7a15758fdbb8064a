namespace FinCluster.Audit.Writing;

/// <summary>A segment that is written. Tests put failing disks here.</summary>
internal interface IAuditFile : IDisposable
{
    void Write(ReadOnlySpan<byte> bytes, long offset);

    /// <summary>Waits until everything that was written would survive the loss of power.</summary>
    void Flush();

    /// <summary>Cuts off what lies behind.</summary>
    void Cut(long length);
}
