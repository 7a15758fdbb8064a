using FinCluster.Testing.Gguf;

namespace FinCluster.Inference.Tests.Models;

/// <summary>A model file that is gone when the test is over.</summary>
internal sealed class TemporaryModel : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fincluster-test-");

    public TemporaryModel()
    {
    }

    public TemporaryModel(GgufWriter writer) => writer.Save(Path);

    public TemporaryModel(byte[] content) => File.WriteAllBytes(Path, content);

    public string Path => System.IO.Path.Combine(_folder.FullName, "model.gguf");

    public void Dispose() => _folder.Delete(recursive: true);
}
