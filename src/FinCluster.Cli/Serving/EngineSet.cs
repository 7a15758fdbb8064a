using FinCluster.Core.Engine;
using FinCluster.Inference;
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
    /// <summary>Writes them as the arguments that read them.</summary>
    public abstract IEnumerable<string> ToArguments();

    /// <summary>Starts them.</summary>
    /// <param name="logger">Takes their log.</param>
    /// <param name="cancellationToken">Gives up between two of them.</param>
    public abstract Task<IReadOnlyList<IInferenceEngine>> LoadAsync(ILogger logger, CancellationToken cancellationToken);

    private protected static string Text(int value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>Engines of llama.cpp; all have the same numbers.</summary>
internal sealed record LlamaEngineSet(IReadOnlyList<LlamaEngineOptions> Engines) : EngineSet
{
    /// <inheritdoc/>
    public override IEnumerable<string> ToArguments()
    {
        LlamaEngineOptions first = Engines[0];
        return
        [
            .. Engines.SelectMany(engine => (string[])["--model", $"{engine.ModelName}={engine.ModelPath}"]),
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
    public override async Task<IReadOnlyList<IInferenceEngine>> LoadAsync(ILogger logger, CancellationToken cancellationToken)
    {
        var loaded = new List<IInferenceEngine>();
        foreach (LlamaEngineOptions options in Engines)
        {
            loaded.Add(await LlamaEngineLoader.LoadAsync(options, TimeProvider.System, logger, cancellationToken));
        }

        return loaded;
    }
}

/// <summary>Simulated engines; all have the same numbers.</summary>
internal sealed record SimulatedEngineSet(IReadOnlyList<SimulatedEngineOptions> Engines) : EngineSet
{
    /// <inheritdoc/>
    public override IEnumerable<string> ToArguments()
    {
        SimulatedEngineOptions first = Engines[0];
        return
        [
            "--engine", nameof(EngineKind.Simulated),
            .. Engines.SelectMany(engine => (string[])["--model", engine.ModelName]),
            "--context", Text(first.ContextLength),
            "--parallel", Text(first.ParallelSequences),
            "--batch", Text(first.BatchTokens),
            "--prefill-chunk", Text(first.PrefillChunkTokens),
            "--max-queue", Text(first.MaxQueuedRequests),
            "--simulate", SimulationArgument.Write(first),
        ];
    }

    /// <inheritdoc/>
    public override Task<IReadOnlyList<IInferenceEngine>> LoadAsync(ILogger logger, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<IInferenceEngine>>(
            [.. Engines.Select(options => new SimulatedEngine(options, TimeProvider.System, logger))]);
}
