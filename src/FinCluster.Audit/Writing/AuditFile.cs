using Microsoft.Win32.SafeHandles;

namespace FinCluster.Audit.Writing;

/// <summary>A file of the system.</summary>
internal sealed class AuditFile(SafeFileHandle handle) : IAuditFile
{
    /// <summary>Opens a file for writing, or makes it.</summary>
    public static IAuditFile Open(string path) => new AuditFile(File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read));

    public void Write(ReadOnlySpan<byte> bytes, long offset) => RandomAccess.Write(handle, bytes, offset);

    public void Flush() => RandomAccess.FlushToDisk(handle);

    public void Cut(long length)
    {
        if (RandomAccess.GetLength(handle) > length)
        {
            RandomAccess.SetLength(handle, length);
        }
    }

    public void Dispose() => handle.Dispose();
}
