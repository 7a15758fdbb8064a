using FinCluster.Core.Catalog.Storage;
using FinCluster.Core.Engine;
using FinCluster.Node.Artifacts;
using FinCluster.Node.Replicas;
using FinCluster.Node.Service;
using FinCluster.Testing;
using FinCluster.Testing.Engine;
using Microsoft.Extensions.Logging.Abstractions;

namespace FinCluster.Node.Tests.Replicas;

/// <summary>A manager over scripted engines, whose files are in a folder of the test.</summary>
internal sealed class ReplicaFixture : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>Gets the folder.</summary>
    public TemporaryFolder Folder => _folder;

    /// <summary>Gets what starts engines.</summary>
    public FakeReplicaLoader Loader { get; } = new();

    /// <summary>Gets the clock.</summary>
    public ManualTimeProvider Time { get; } = new();

    /// <summary>Gets the path of the record.</summary>
    public string RecordPath => _folder.File("replicas.json");

    /// <summary>Makes a manager: a node that has been started with engines and has files of these contents.</summary>
    public ReplicaManager NewManager(IInferenceEngine[]? engines = null, string[]? files = null, IArtifactStore? store = null)
    {
        var cache = new ArtifactCache(store, new ArtifactPuller(TimeProvider.System, NullLogger<ArtifactPuller>.Instance));
        foreach (string content in files ?? [])
        {
            cache.AddFile(FakeReplicaLoader.Hash(content), WriteFile(content));
        }

        return new ReplicaManager(
            new ReplicaSet(engines ?? []), Loader, cache, new ReplicaRecord(RecordPath), Time, NullLogger<ReplicaManager>.Instance);
    }

    /// <summary>Writes a file of some content and returns its path.</summary>
    public string WriteFile(string content)
    {
        string path = _folder.File(FakeReplicaLoader.Hash(content).Value);
        File.WriteAllText(path, content);
        return path;
    }

    public void Dispose() => _folder.Dispose();
}
