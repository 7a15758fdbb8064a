namespace FinCluster.Testing;

/// <summary>Finds the files of the repository that a test runs in.</summary>
public static class RepositoryPaths
{
    /// <summary>Gets the folder of <c>FinCluster.sln</c>.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Gets the model that the program serves when it is told of none.</summary>
    public static string ShippedModel => Path.Combine(Root, "models", "finlite-central-q8_0.gguf");

    /// <summary>Gets a small model that never changes, whose numbers tests know.</summary>
    public static string StarterModel => Path.Combine(Root, "models", "finlite-starter-q8_0.gguf");

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "FinCluster.sln")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new InvalidOperationException($"FinCluster.sln not found above {AppContext.BaseDirectory}");
    }
}
