namespace FinCluster.Audit.Keys;

/// <summary>Makes folders that nobody but their owner may look into.</summary>
internal static class FolderMode
{
    public static void CreatePrivate(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
