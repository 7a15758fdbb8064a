using FinCluster.Core.Engine;
using FinCluster.Inference.Batching;
using FinCluster.Inference.Models;
using FinCluster.Inference.Native;
using Microsoft.Extensions.Logging;

namespace FinCluster.Inference;

/// <summary>Starts engines.</summary>
public static partial class LlamaEngineLoader
{
    private const int DefaultMaxContextLength = 4_096;

    /// <summary>Loads the native library and a model and starts its engine.</summary>
    /// <param name="options">What to load and how to compute it.</param>
    /// <param name="time">The clock of deadlines and statistics.</param>
    /// <param name="logger">Takes the engine's and libllama's log.</param>
    /// <param name="cancellationToken">Gives up between two steps of loading.</param>
    /// <exception cref="EngineStartException">The library or an option is not usable; the message says which and why.</exception>
    /// <exception cref="ModelFileException">The model file is not usable.</exception>
    public static Task<LlamaEngine> LoadAsync(
        LlamaEngineOptions options, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return Task.Run(() => Load(options, time, logger, cancellationToken), cancellationToken);
    }

    private static async Task<LlamaEngine> Load(
        LlamaEngineOptions options, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        GgufFile file = GgufFile.Read(options.ModelPath);
        if (file.IsAdapter)
        {
            throw new ModelFileException(options.ModelPath, "it is an adapter, not a model");
        }

        LlamaLibrary.Load(options.NativeFolder, logger);
        Task<string> hash = ModelFile.ComputeHashAsync(options.ModelPath, progress: null, cancellationToken);
        LlamaModel model = LlamaModel.Load(options.ModelPath, options.GpuLayers);
        LlamaContext? context = null;
        try
        {
            int contextLength = ContextLength(options, model);
            KvMemoryCheck.Check(file, options.ParallelSequences, contextLength);
            cancellationToken.ThrowIfCancellationRequested();
            context = LlamaContext.ForGeneration(
                model, options.ParallelSequences, contextLength, options.BatchTokens, options.EffectiveThreads, LlamaLibrary.Attention(options));
            WarmUp(context);
            ModelInfo info = Describe(options, model, contextLength, await hash);
            LogReady(logger, info.Name, info.Description, contextLength, options.ParallelSequences, options.EffectiveThreads,
                time.GetElapsedTime(started).TotalMilliseconds);
            return new LlamaEngine(model, context, info, options, time, logger);
        }
        catch
        {
            context?.Dispose();
            model.Dispose();
            throw;
        }
    }

    private static int ContextLength(LlamaEngineOptions options, LlamaModel model) =>
        options.ContextLength != 0 ? options.ContextLength : Math.Min(model.TrainedContextLength, DefaultMaxContextLength);

    /// <summary>Computes one token, so that the first request does not pay for lazy set-up and a broken model shows now.</summary>
    private static void WarmUp(LlamaContext context)
    {
        context.Batch.Clear();
        context.Batch.Add(token: 0, position: 0, sequence: 0, output: true);
        DecodeStatus status = context.Decode();
        if (status != DecodeStatus.Ok || float.IsNaN(context.Logits(0)[0]))
        {
            throw new EngineStartException($"the model loads but does not compute ({status}): {NativeLog.TakeErrors()}");
        }

        context.Clear();
    }

    private static ModelInfo Describe(LlamaEngineOptions options, LlamaModel model, int contextLength, string hash) => new()
    {
        Name = options.ModelName,
        ContentHash = hash,
        Description = model.Description,
        Parameters = model.ParameterCount,
        VocabularySize = model.Vocabulary.Count,
        ContextLength = contextLength,
        EmbeddingLength = model.EmbeddingLength,
        ParallelSequences = options.ParallelSequences,
        HasChatTemplate = model.ChatTemplate is not null,
    };

    [LoggerMessage(3020, LogLevel.Information,
        "model {Model} ({Description}) is ready: context {ContextTokens} tokens, {Sequences} sequences, {Threads} threads, {ElapsedMs:F0} ms")]
    private static partial void LogReady(
        ILogger logger, string model, string description, int contextTokens, int sequences, int threads, double elapsedMs);
}
