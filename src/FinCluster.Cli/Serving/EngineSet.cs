using System.Security.Cryptography;
using System.Text;
using FinCluster.Core.Catalog;
using FinCluster.Core.Engine;
using FinCluster.Core.Replicas;
using FinCluster.Inference;
using FinCluster.Inference.Adapters;
using FinCluster.Inference.Simulation;
using Microsoft.Extensions.Logging;

namespace FinCluster.Cli.Serving;

/// <summary>What computes the models of a node.</summary>
internal enum EngineKind
{
    /// <summary>llama.cpp.</summary>
    Llama,

    /// <summary>Nothing: text without meaning, for load and fault tests.</summary>
    Simulated,
}

/// <summary>The engines of a node: at least one, each for a model.</summary>
internal abstract record EngineSet
{
    /// <summary>Gets the names of the bases.</summary>
    public abstract IEnumerable<string> Names { get; }

    /// <summary>Makes a set with another model alone, and the same numbers.</summary>
    public abstract EngineSet With(ModelArgument model);

    /// <summary>Writes them as the arguments that read them.</summary>
    public abstract IEnumerable<string> ToArguments();

    /// <summary>Starts them.</summary>
    /// <param name="logger">Takes their log.</param>
    /// <param name="cancellationToken">Gives up between two of them.</param>
    public abstract Task<LoadedEngines> LoadAsync(ILogger logger, CancellationToken cancellationToken);

    private protected static string Text(int value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>Engines that have been started.</summary>
/// <param name="Engines">The engines.</param>
/// <param name="Loader">Starts further ones.</param>
/// <param name="Files">The files that they were started with.</param>
internal sealed record LoadedEngines(
    IReadOnlyList<IInferenceEngine> Engines, IReplicaLoader Loader, IReadOnlyList<(ArtifactHash Hash, string Path)> Files);

/// <summary>Engines of llama.cpp; all have the same numbers.</summary>
/// <param name="Engines">The bases.</param>
/// <param name="Adapters">Replicas of the first of them with adapters.</param>
/// <param name="Limits">What adapters may be like.</param>
internal sealed record LlamaEngineSet(
    IReadOnlyList<LlamaEngineOptions> Engines, IReadOnlyList<AdapterArgument> Adapters, AdapterLimits Limits) : EngineSet
{
    /// <inheritdoc/>
    public override IEnumerable<string> Names => Engines.Select(engine => engine.ModelName);

    /// <inheritdoc/>
    public override EngineSet With(ModelArgument model) =>
        new LlamaEngineSet([Engines[0] with { ModelName = model.Name, ModelPath = model.Path }], [], Limits);

    /// <inheritdoc/>
    public override IEnumerable<string> ToArguments()
    {
        LlamaEngineOptions first = Engines[0];
        return
        [
            .. Engines.SelectMany(engine => (string[])["--model", $"{engine.ModelName}={engine.ModelPath}"]),
            .. Adapters.SelectMany(adapter => (string[])["--adapter", adapter.ToString()]),
            "--max-adapter-size", Text((int)(Limits.MaxFileBytes / 1_000_000)),
            "--max-adapter-rank", Text(Limits.MaxRank),
            "--context", Text(first.ContextLength),
            "--parallel", Text(first.ParallelSequences),
            "--batch", Text(first.BatchTokens),
            "--prefill-chunk", Text(first.PrefillChunkTokens),
            "--threads", Text(first.Threads),
            "--gpu-layers", Text(first.GpuLayers),
            "--flash-attention", first.FlashAttention.ToString(),
            "--max-queue", Text(first.MaxQueuedRequests),
            "--native-dir", first.NativeFolder,
        ];
    }

    /// <inheritdoc/>
    public override async Task<LoadedEngines> LoadAsync(ILogger logger, CancellationToken cancellationToken)
    {
        var loader = new LlamaReplicaLoader(Engines[0], Limits, TimeProvider.System, logger);
        var loaded = new List<IInferenceEngine>();
        var files = new List<(ArtifactHash Hash, string Path)>();
        foreach (LlamaEngineOptions options in Engines)
        {
            LlamaEngine engine = await loader.LoadAsync(options, [], cancellationToken);
            loaded.Add(engine);
            files.Add((Hash(engine.Model.ContentHash), options.ModelPath));
        }

        foreach (AdapterArgument adapter in Adapters)
        {
            LlamaEngineOptions options = Engines[0] with { ModelName = $"{Engines[0].ModelName}+{adapter.Name}" };
            LlamaEngine engine = await loader.LoadAsync(options, adapter.Adapters, cancellationToken);
            loaded.Add(engine);
            files.AddRange(engine.Model.AdapterStack.Zip(adapter.Adapters, (info, file) => (Hash(info.ContentHash), file.Path)));
        }

        return new LoadedEngines(loaded, loader, files);
    }

    private static ArtifactHash Hash(string text) =>
        ArtifactHash.TryParse(text, out ArtifactHash hash) ? hash : throw new InvalidOperationException($"'{text}' is no hash");
}

/// <summary>Simulated engines; all have the same numbers.</summary>
/// <param name="Engines">The bases.</param>
/// <param name="Adapters">Replicas of the first of them with adapters, of which only the paths count.</param>
internal sealed record SimulatedEngineSet(IReadOnlyList<SimulatedEngineOptions> Engines, IReadOnlyList<AdapterArgument> Adapters) : EngineSet
{
    /// <inheritdoc/>
    public override IEnumerable<string> Names => Engines.Select(engine => engine.ModelName);

    /// <inheritdoc/>
    public override EngineSet With(ModelArgument model) => new SimulatedEngineSet([Engines[0] with { ModelName = model.Name }], []);

    /// <inheritdoc/>
    public override IEnumerable<string> ToArguments()
    {
        SimulatedEngineOptions first = Engines[0];
        return
        [
            "--engine", nameof(EngineKind.Simulated),
            .. Engines.SelectMany(engine => (string[])["--model", engine.ModelName]),
            .. Adapters.SelectMany(adapter => (string[])["--adapter", adapter.ToString()]),
            "--context", Text(first.ContextLength),
            "--parallel", Text(first.ParallelSequences),
            "--batch", Text(first.BatchTokens),
            "--prefill-chunk", Text(first.PrefillChunkTokens),
            "--max-queue", Text(first.MaxQueuedRequests),
            "--simulate", SimulationArgument.Write(first),
        ];
    }

    /// <inheritdoc/>
    public override Task<LoadedEngines> LoadAsync(ILogger logger, CancellationToken cancellationToken)
    {
        IEnumerable<SimulatedEngineOptions> adapted = Adapters.Select(adapter => Engines[0] with
        {
            ModelName = $"{Engines[0].ModelName}+{adapter.Name}",
            Adapters = [.. adapter.Adapters.Select(file => new AdapterInfo(file.Name, Hash(file.Path), file.Scale))],
        });
        return Task.FromResult(new LoadedEngines(
            [.. Engines.Concat(adapted).Select(options => new SimulatedEngine(options, TimeProvider.System, logger))],
            new SimulatedReplicaLoader(Engines[0], TimeProvider.System, logger),
            []));
    }

    private static string Hash(string path) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)));
}
