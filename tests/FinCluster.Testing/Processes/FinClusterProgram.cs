namespace FinCluster.Testing.Processes;

/// <summary>Finds the programs that the tests start: those that were built with them.</summary>
public static class FinClusterProgram
{
    /// <summary>Gets the executable.</summary>
    public static string Path { get; } = Find("FinCluster.Cli", "fincluster");

    /// <summary>Gets the executable with which a cluster begins: that of the release before, when <c>FINCLUSTER_PREVIOUS_PROGRAM</c> names one, else <see cref="Path"/>.</summary>
    /// <remarks>Tests that restart the processes of a cluster then are those of an upgrade, in which two releases run side by side.</remarks>
    public static string First { get; } = Environment.GetEnvironmentVariable("FINCLUSTER_PREVIOUS_PROGRAM") is { Length: > 0 } previous ? previous : Path;

    /// <summary>Gets the load generator.</summary>
    public static string LoadGenerator => Find("FinCluster.LoadGenerator", "fincluster-load");

    private static string Find(string project, string name)
    {
        // artifacts/bin/<project>/<configuration>/: the configuration is the test's own.
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
        string file = OperatingSystem.IsWindows() ? name + ".exe" : name;
        string path = System.IO.Path.Combine(RepositoryPaths.Root, "artifacts", "bin", project, configuration, file);
        return File.Exists(path) ? path : throw new InvalidOperationException($"{path} is not built; ./test.sh builds it");
    }
}
