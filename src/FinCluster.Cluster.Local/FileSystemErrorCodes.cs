namespace FinCluster.Cluster.Local;

/// <summary>Reads the operating system's error number out of a .NET exception.</summary>
/// <remarks>
/// On Unix <see cref="Exception.HResult"/> of an <see cref="IOException"/> is the raw errno; on Windows it is 0x8007 followed by the
/// Win32 code.
/// </remarks>
internal static class FileSystemErrorCodes
{
    private const int UnixNoSpace = 28;
    private const int UnixReadOnly = 30;
    private const int LinuxQuota = 122;
    private const int MacQuota = 69;
    private const int LinuxWouldBlock = 11;
    private const int MacWouldBlock = 35;
    private const int WindowsWriteProtect = 19;
    private const int WindowsSharingViolation = 32;
    private const int WindowsLockViolation = 33;
    private const int WindowsHandleDiskFull = 39;
    private const int WindowsDiskFull = 112;

    /// <summary>Names the problem when the error alone is enough to tell; null when it is not.</summary>
    public static DataFolderProblem? Classify(Exception error) => error switch
    {
        UnauthorizedAccessException => DataFolderProblem.NotWritable,
        IOException io when IsDiskFull(io) => DataFolderProblem.DiskFull,
        IOException io when IsReadOnly(io) => DataFolderProblem.ReadOnly,
        _ => null,
    };

    /// <summary>Says whether another process holds a lock on the file.</summary>
    public static bool IsSharingViolation(IOException error) => OperatingSystem.IsWindows()
        ? Win32Code(error) is WindowsSharingViolation or WindowsLockViolation
        : error.HResult == (OperatingSystem.IsMacOS() ? MacWouldBlock : LinuxWouldBlock);

    private static bool IsDiskFull(IOException error) => OperatingSystem.IsWindows()
        ? Win32Code(error) is WindowsDiskFull or WindowsHandleDiskFull
        : error.HResult == UnixNoSpace || error.HResult == (OperatingSystem.IsMacOS() ? MacQuota : LinuxQuota);

    private static bool IsReadOnly(IOException error) => OperatingSystem.IsWindows()
        ? Win32Code(error) is WindowsWriteProtect
        : error.HResult == UnixReadOnly;

    private static int Win32Code(IOException error) => error.HResult & 0xFFFF;
}
