using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using FinCluster.Core.Catalog;
using FinCluster.Core.Engine;
using FinCluster.Core.Errors;
using FinCluster.Core.Replicas;

namespace FinCluster.Testing.Engine;

/// <summary>Starts scripted engines, and remembers what it was asked for. It has every base. Thread-safe.</summary>
public sealed class FakeReplicaLoader : IReplicaLoader
{
    private readonly ConcurrentQueue<ReplicaFiles> _loads = new();
    private readonly ConcurrentDictionary<string, FakeInferenceEngine> _engines = new(StringComparer.Ordinal);

    /// <summary>Gets what it was asked for, in the order in which it came.</summary>
    public IReadOnlyCollection<ReplicaFiles> Loads => _loads;

    /// <summary>Gets or sets whether it has the base of every replica.</summary>
    public bool HasBases { get; set; } = true;

    /// <summary>Gets or sets why a replica does not load; null when it does.</summary>
    public Func<ReplicaSpec, RequestException?> Refuse { get; set; } = _ => null;

    /// <summary>Gets or sets whether it knows no templates, as a node of an earlier release.</summary>
    public bool IgnoresTemplates { get; set; }

    /// <summary>Gets or sets what a load waits for.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>Gets or sets the answer of each replica that is loaded from now on; by default its name.</summary>
    public Func<ReplicaSpec, FakeScript> Script { get; set; } = spec => FakeScript.Of(spec.Name);

    /// <summary>Names a content that stands for a file.</summary>
    public static ArtifactHash Hash(string text) => ArtifactHash.FromDigest(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>Describes a replica of the base "base" with adapters of these contents.</summary>
    public static ReplicaSpec Spec(string name, params string[] adapters) => new()
    {
        Name = name,
        Base = new ArtifactReference(Hash("base"), 0, []),
        Adapters = [.. adapters.Select(adapter => new AdapterReference(new ArtifactReference(Hash(adapter), 0, [])) { Name = adapter })],
    };

    /// <summary>Gets the engine that it started last under a name.</summary>
    public FakeInferenceEngine Engine(string name) => _engines[name];

    /// <inheritdoc/>
    public bool HasBase(ArtifactHash hash) => HasBases;

    /// <inheritdoc/>
    public async Task<IInferenceEngine> LoadAsync(ReplicaFiles files, CancellationToken cancellationToken)
    {
        _loads.Enqueue(files);
        await Gate.WaitAsync(cancellationToken);
        if (Refuse(files.Spec) is { } refusal)
        {
            throw refusal;
        }

        FakeScript script = Script(files.Spec);
        var plain = new FakeInferenceEngine(files.Spec.Name);
        var engine = new FakeInferenceEngine(files.Spec.Name)
        {
            Script = _ => script,
            Model = plain.Model with
            {
                ContentHash = files.Spec.Base.Hash.Value,
                Adapters = [.. files.Spec.Adapters.Select(adapter => adapter.Name)],
                AdapterStack = [.. files.Spec.Adapters.Select(adapter => new AdapterInfo(adapter.Name, adapter.File.Hash.Value, adapter.Scale))],
                TemplateHash = IgnoresTemplates ? null : files.Spec.Template?.Hash.Value,
            },
        };
        _engines[files.Spec.Name] = engine;
        return engine;
    }
}
