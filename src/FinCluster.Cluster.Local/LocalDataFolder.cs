using System.Globalization;

namespace FinCluster.Cluster.Local;

/// <summary>The folder that holds everything a process must remember. Exactly one process uses it at a time.</summary>
/// <remarks>
/// The operating system drops the lock when the process ends, however it ends, so a crash leaves nothing to clean up. The lock is
/// advisory on Unix: it keeps out other instances of this product, not a text editor.
/// </remarks>
public sealed class LocalDataFolder : IDisposable
{
    private const string LockFileName = "fincluster.lock";

    // Apart from the lock file, because a locked file cannot be read by others on every system.
    private const string ProcessIdFileName = "fincluster.pid";

    private readonly FileStream _lock;

    private LocalDataFolder(string path, FileStream @lock)
    {
        Path = path;
        _lock = @lock;
    }

    /// <summary>Gets the full path of the folder.</summary>
    public string Path { get; }

    /// <summary>Opens the folder for this process alone and creates it when it is not there.</summary>
    /// <param name="path">The folder, absolute or relative to the working directory.</param>
    /// <exception cref="DataFolderException">The folder cannot be created or written, or another process uses it.</exception>
    public static LocalDataFolder Open(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        string folder = System.IO.Path.GetFullPath(path);
        Create(folder);
        FileStream @lock = TakeLock(folder);
        try
        {
            File.WriteAllText(ProcessIdFile(folder), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return new LocalDataFolder(folder, @lock);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            @lock.Dispose();
            throw DataFolderErrors.FromFileSystem(folder, error, DataFolderProblem.NotWritable);
        }
    }

    /// <summary>Gives the full path of a file in the folder.</summary>
    public string FilePath(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Lets other processes use the folder.</summary>
    public void Dispose()
    {
        if (!_lock.CanRead)
        {
            return;
        }

        try
        {
            File.Delete(ProcessIdFile(Path));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The id of a process that is gone misleads nobody: it is read only while somebody holds the lock.
        }

        _lock.Dispose();
    }

    /// <summary>Creates the folder when it is not there, without taking it: for what several processes use at once.</summary>
    internal static void Create(string folder)
    {
        if (File.Exists(folder))
        {
            throw DataFolderErrors.Create(DataFolderProblem.NotAFolder, folder, folder);
        }

        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(folder);
            }
            else
            {
                // Conversations are private to the account that runs the server.
                Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            DataFolderProblem problem = FileSystemErrorCodes.Classify(error) switch
            {
                null or DataFolderProblem.NotWritable => DataFolderProblem.NotCreatable,
                { } specific => specific,
            };
            throw DataFolderErrors.Create(problem, folder, folder, error);
        }
    }

    private static FileStream TakeLock(string folder)
    {
        string file = System.IO.Path.Combine(folder, LockFileName);
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error) when (FileSystemErrorCodes.IsSharingViolation(error))
        {
            throw DataFolderErrors.Locked(folder, ReadHolder(folder), error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw DataFolderErrors.FromFileSystem(folder, error, DataFolderProblem.NotWritable);
        }
    }

    private static int? ReadHolder(string folder)
    {
        try
        {
            string text = File.ReadAllText(ProcessIdFile(folder));
            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int id) ? id : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string ProcessIdFile(string folder) => System.IO.Path.Combine(folder, ProcessIdFileName);
}
