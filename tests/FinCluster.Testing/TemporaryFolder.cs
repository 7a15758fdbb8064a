namespace FinCluster.Testing;

/// <summary>A folder of one test. It is deleted with all it holds.</summary>
public sealed class TemporaryFolder : IDisposable
{
    /// <summary>Gets the folder.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("fincluster-test-").FullName;

    /// <summary>Names a file in it.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
