namespace FinCluster.Testing.Processes;

/// <summary>Finds the program that the tests start: the one that was built with them.</summary>
public static class FinClusterProgram
{
    /// <summary>Gets the executable.</summary>
    public static string Path { get; } = Find();

    private static string Find()
    {
        // artifacts/bin/<project>/<configuration>/: the configuration is the test's own.
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
        string name = OperatingSystem.IsWindows() ? "fincluster.exe" : "fincluster";
        string path = System.IO.Path.Combine(RepositoryPaths.Root, "artifacts", "bin", "FinCluster.Cli", configuration, name);
        return File.Exists(path) ? path : throw new InvalidOperationException($"{path} is not built; ./test.sh builds it");
    }
}
