using FinCluster.Testing;

namespace FinCluster.Architecture.Tests;

public sealed class ProjectReferenceTests
{
    // Production project -> the production projects it may name. Anything else fails.
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["FinCluster.Contracts"] = [],
        ["FinCluster.Grpc"] = [],
        ["FinCluster.Core"] = [],
        ["FinCluster.Artifacts"] = ["FinCluster.Core"],
        ["FinCluster.Audit"] = ["FinCluster.Core"],
        ["FinCluster.Inference"] = ["FinCluster.Core"],
        ["FinCluster.Simulation"] = ["FinCluster.Core"],
        ["FinCluster.Training"] = ["FinCluster.Core", "FinCluster.Inference"],
        ["FinCluster.Cluster.Local"] = ["FinCluster.Core"],
        ["FinCluster.Cluster.Redis"] = ["FinCluster.Core"],
        ["FinCluster.Cluster.Orleans"] = ["FinCluster.Core"],
        ["FinCluster.Wire"] = ["FinCluster.Contracts", "FinCluster.Core", "FinCluster.Grpc"],
        ["FinCluster.Gateway"] = ["FinCluster.Contracts", "FinCluster.Core", "FinCluster.Grpc", "FinCluster.Wire"],
        ["FinCluster.Node"] = ["FinCluster.Contracts", "FinCluster.Core", "FinCluster.Grpc", "FinCluster.Wire"],
        ["FinCluster.Scaler"] = ["FinCluster.Contracts", "FinCluster.Core", "FinCluster.Grpc"],
        ["FinCluster.Cli"] =
        [
            "FinCluster.Artifacts", "FinCluster.Audit", "FinCluster.Cluster.Local", "FinCluster.Cluster.Orleans", "FinCluster.Cluster.Redis",
            "FinCluster.Contracts", "FinCluster.Core", "FinCluster.Gateway", "FinCluster.Grpc", "FinCluster.Inference", "FinCluster.Node", "FinCluster.Scaler",
            "FinCluster.Simulation", "FinCluster.Training", "FinCluster.Wire",
        ],
    };

    public static TheoryData<string> SourceProjects => [.. Directory.EnumerateFiles(SourceFolder, "*.csproj", SearchOption.AllDirectories)];

    private static string SourceFolder => Path.Combine(RepositoryPaths.Root, "src");

    [Theory]
    [MemberData(nameof(SourceProjects))]
    public void SourceProject_ReferencesOnlyAllowedProjects(string path)
    {
        string name = Path.GetFileNameWithoutExtension(path);
        Assert.True(Allowed.TryGetValue(name, out string[]? allowed), $"{name} has no row in {nameof(Allowed)}");

        IEnumerable<string> named = XDocument.Load(path).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));

        Assert.Empty(named.Except(allowed, StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(SourceProjects))]
    public void SourceProject_UnsafeCodeAndImports_OnlyInInference(string path)
    {
        if (Path.GetFileNameWithoutExtension(path) == "FinCluster.Inference")
        {
            return;
        }

        Assert.Empty(XDocument.Load(path).Descendants("AllowUnsafeBlocks"));
        IEnumerable<string> importing = Directory
            .EnumerateFiles(Path.GetDirectoryName(path)!, "*.cs", SearchOption.AllDirectories)
            .Where(file => File.ReadAllText(file) is var text
                && (text.Contains("DllImport", StringComparison.Ordinal) || text.Contains("LibraryImport", StringComparison.Ordinal)));

        Assert.Empty(importing);
    }
}
