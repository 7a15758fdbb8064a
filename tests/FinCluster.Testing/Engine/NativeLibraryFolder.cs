namespace FinCluster.Testing.Engine;

/// <summary>Finds the installed native library, as <c>test.sh</c> or <c>fincluster native install</c> left it.</summary>
public static class NativeLibraryFolder
{
    /// <summary>The variable that names the folder; <c>test.sh</c> sets it.</summary>
    public const string Variable = "FINCLUSTER_NATIVE_DIR";

    /// <summary>Gets the folder. A test that needs it fails without it: the engine is no optional part.</summary>
    public static string Require() =>
        Environment.GetEnvironmentVariable(Variable) is { } folder && Directory.Exists(folder)
            ? folder
            : InstalledForTheUser() ?? throw new InvalidOperationException(
                $"{Variable} names no folder with the native library, and none is installed; `./fincluster native install` does that");

    // Where a test is started without test.sh, in an editor for example.
    private static string? InstalledForTheUser()
    {
        string cache = Path.Combine(
            Environment.GetEnvironmentVariable("XDG_CACHE_HOME")
                ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
            "fincluster",
            "native");
        return Directory.Exists(cache)
            ? Directory.EnumerateFiles(cache, "libllama.v*", SearchOption.AllDirectories).Select(Path.GetDirectoryName).FirstOrDefault()
            : null;
    }
}
