using FinCluster.Core.Catalog;
using FinCluster.Core.Engine;
using FinCluster.Core.Replicas;
using FinCluster.Inference.Adapters;
using FinCluster.Inference.Models;
using FinCluster.Testing;
using FinCluster.Testing.Engine;
using FinCluster.Testing.Gguf;
using Microsoft.Extensions.Logging.Abstractions;

namespace FinCluster.Inference.Tests.Adapters;

/// <summary>A small base in a folder, a loader for it, and adapters that mark what their replicas answer.</summary>
public sealed class AdapterFixture : IAsyncLifetime
{
    /// <summary>Tokens of an answer, unless a test wants other ones.</summary>
    public const int AnswerTokens = 8;

    private readonly TemporaryFolder _folder = new();
    private int _files;

    public AdapterFixture()
    {
        BasePath = _folder.File("base.gguf");
        MarkedLlama.CreateModel().Save(BasePath);
        Loader = new LlamaReplicaLoader(Options, new AdapterLimits(), TimeProvider.System, NullLogger.Instance);
    }

    /// <summary>Gets the loader.</summary>
    public LlamaReplicaLoader Loader { get; }

    /// <summary>Gets the base's file.</summary>
    public string BasePath { get; }

    /// <summary>Gets the base's hash.</summary>
    public ArtifactHash BaseHash { get; private set; }

    /// <summary>Gets the options of all replicas.</summary>
    public LlamaEngineOptions Options => new()
    {
        ModelName = "base",
        ModelPath = BasePath,
        NativeFolder = NativeLibraryFolder.Require(),
        Threads = 1,
        ParallelSequences = 4,
        ContextLength = 256,
        BatchTokens = 64,
        PrefillChunkTokens = 64,
    };

    public async ValueTask InitializeAsync() => BaseHash = await HashAsync(BasePath);

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Writes an adapter and names it with its hash and a scale.</summary>
    public Task<AdapterFile> AdapterAsync(char marker, float scale = 1) => AdapterAsync(MarkedLlama.CreateAdapter(MarkedLlama.TokenOf(marker)), scale);

    /// <summary>Writes an adapter that raises some characters.</summary>
    public Task<AdapterFile> AdapterAsync(params (char Character, float Boost)[] boosts) =>
        AdapterAsync(MarkedLlama.CreateAdapter(boosts.ToDictionary(boost => MarkedLlama.TokenOf(boost.Character), boost => boost.Boost)));

    /// <summary>Writes an adapter of any kind.</summary>
    public async Task<AdapterFile> AdapterAsync(GgufWriter writer, float scale = 1)
    {
        string path = _folder.File($"adapter-{Interlocked.Increment(ref _files)}.gguf");
        writer.Save(path);
        return new AdapterFile(Path.GetFileNameWithoutExtension(path), path, scale, (await HashAsync(path)).Value);
    }

    /// <summary>Loads a replica as a node does.</summary>
    public Task<IInferenceEngine> LoadAsync(string name, params AdapterFile[] adapters) => LoadAsync(name, BaseHash, adapters);

    /// <summary>Loads a replica whose base is said to have another hash than it has.</summary>
    public Task<IInferenceEngine> LoadAsync(string name, ArtifactHash baseHash, params AdapterFile[] adapters) => Loader.LoadAsync(
        new ReplicaFiles(
            new ReplicaSpec
            {
                Name = name,
                Base = new ArtifactReference(baseHash, 0, []),
                Adapters = [.. adapters.Select(adapter => new AdapterReference(new ArtifactReference(Hash(adapter), 0, []), adapter.Scale) { Name = adapter.Name })],
            },
            BasePath,
            [.. adapters.Select(adapter => adapter.Path)]),
        TestTimeouts.Token);

    /// <summary>Makes a greedy question that ends after some tokens.</summary>
    public static GenerationRequest Question(string model, string text = "what is a bond", int maxTokens = AnswerTokens) => new()
    {
        RequestId = "test",
        Model = model,
        Prompt = new TextPrompt(text),
        Sampling = new SamplingOptions { Temperature = 0 },
        Stop = new StopConditions { MaxTokens = maxTokens },
    };

    private static ArtifactHash Hash(AdapterFile adapter) => ArtifactHash.TryParse(adapter.Hash, out ArtifactHash hash) ? hash : default;

    private static async Task<ArtifactHash> HashAsync(string path) =>
        ArtifactHash.TryParse(await ModelFile.ComputeHashAsync(path, progress: null, TestTimeouts.Token), out ArtifactHash hash) ? hash : default;
}
